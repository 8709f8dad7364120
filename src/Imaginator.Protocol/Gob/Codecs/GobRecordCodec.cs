using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>
/// The codec of structs that are represented by records; null is a nil pointer. The codec discovers the properties
/// once, at creation, and accesses values through delegates.
/// </summary>
internal sealed class GobRecordCodec<T>(string spelling, bool listedByPointer) : GobCodec<T?>
    where T : class, new()
{
    private GobRecordField<T>[] _fields = [];

    public override GobSchema Schema { get; } = GobSchema.Struct(spelling, listedByPointer);

    /// <summary>Sets the fields, which can have the record's own type.</summary>
    public void Complete(GobRecordField<T>[] fields)
    {
        _fields = fields;
        Schema.Fields = [.. fields.Select(field => new GobSchemaField(field.Name, field.Schema))];
    }

    public override bool IsOmitted(T? value) => value is null;

    public override void Write(ref GobWriter writer, T? value)
    {
        if (value is null)
        {
            throw new GobException($"nil {Schema.Spelling} cannot be an element");
        }

        var delta = 1u;
        foreach (var field in _fields)
        {
            delta = field.TryWrite(ref writer, value, delta) ? 1 : delta + 1;
        }

        writer.WriteUint(0);
    }

    public override GobPlan<T?> Bind(GobBinder binder, int typeId)
    {
        var type = binder.Require(typeId, Schema);
        GobBinder.RequireCommonField(type, Schema);
        var plan = new Plan(new GobRecordFieldReader<T>[type.Fields.Length]);
        binder.Announce(this, typeId, plan);
        for (var i = 0; i < type.Fields.Length; i++)
        {
            var sent = type.Fields[i];
            var own = Array.Find(_fields, field => field.Name == sent.Name);
            plan.Fields[i] = own is null ? new Skip(sent.TypeId) : own.Bind(binder, sent.TypeId);
        }

        return plan;
    }

    private sealed class Plan(GobRecordFieldReader<T>[] fields) : GobPlan<T?>
    {
        public GobRecordFieldReader<T>[] Fields => fields;

        public override T Read(ref GobReader reader)
        {
            reader.Enter();
            var value = new T();
            var field = -1;
            while (reader.NextField(ref field))
            {
                if (field >= fields.Length)
                {
                    GobReader.Throw("a struct has a field that its type does not have");
                }

                fields[field].Read(ref reader, value);
            }

            reader.Leave();
            return value;
        }
    }

    private sealed class Skip(int typeId) : GobRecordFieldReader<T>
    {
        public override void Read(ref GobReader reader, T target) => GobSkipper.Skip(ref reader, typeId);
    }
}
