using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of arrays of a fixed length, which are always sent in full.</summary>
internal sealed class GobArrayCodec<T>(GobCodec<T> element, int length, string? spelling = null) : GobCodec<T[]>
{
    public override GobSchema Schema { get; } = GobSchema.Array(element.Schema, length, spelling);

    public override bool IsOmitted(T[] value) => false;

    public override void Write(ref GobWriter writer, T[] value)
    {
        if (value.Length != length)
        {
            throw new GobException($"{Schema.Spelling} must have {length} elements, not {value.Length}");
        }

        writer.WriteUint((ulong)length);
        foreach (var item in value)
        {
            element.Write(ref writer, item);
        }
    }

    public override GobPlan<T[]> Bind(GobBinder binder, int typeId) =>
        new Plan(length, binder.Bind(element, binder.Require(typeId, Schema).ElementId));

    private sealed class Plan(int length, GobPlan<T> element) : GobPlan<T[]>
    {
        public override T[] Read(ref GobReader reader)
        {
            reader.Enter();
            if (reader.ReadUint() != (ulong)length)
            {
                GobReader.Throw("the length of an array does not match its type");
            }

            var items = new T[length];
            foreach (ref var item in items.AsSpan())
            {
                reader.RequireMore();
                item = element.Read(ref reader);
            }

            reader.Leave();
            return items;
        }
    }
}
