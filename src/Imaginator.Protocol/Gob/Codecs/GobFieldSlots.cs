using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>Maps the fields of a sender's struct to local fields, for hand-written plans.</summary>
internal sealed class GobFieldSlots
{
    private const int Unknown = -1;
    private readonly (int Slot, int TypeId)[] _fields;

    private GobFieldSlots((int Slot, int TypeId)[] fields) => _fields = fields;

    /// <summary>
    /// Matches a sender's struct with the local one by field name and checks the kinds of the matching fields.
    /// </summary>
    /// <exception cref="GobException">The types are not compatible.</exception>
    public static GobFieldSlots Bind(GobBinder binder, int typeId, GobSchema schema)
    {
        var type = binder.Require(typeId, schema);
        GobBinder.RequireCommonField(type, schema);
        var fields = new (int, int)[type.Fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            var sent = type.Fields[i];
            var slot = Unknown;
            for (var own = 0; own < schema.Fields.Length; own++)
            {
                if (schema.Fields[own].Name == sent.Name)
                {
                    slot = own;
                    Require(binder, sent.TypeId, schema, schema.Fields[own]);
                }
            }

            fields[i] = (slot, sent.TypeId);
        }

        return new GobFieldSlots(fields);
    }

    /// <summary>Gets the plan of a composite field; null if the sender has no such field.</summary>
    public GobPlan<T>? BindField<T>(GobBinder binder, int slot, GobCodec<T> codec)
    {
        foreach (var field in _fields)
        {
            if (field.Slot == slot)
            {
                return binder.Bind(codec, field.TypeId);
            }
        }

        return null;
    }

    /// <summary>Advances to the next known field and skips the others.</summary>
    /// <param name="field">The number of the previous field, initially -1; set to the number of the next field.</param>
    public bool Next(ref GobReader reader, ref int field, out int slot)
    {
        while (reader.NextField(ref field))
        {
            if (field >= _fields.Length)
            {
                GobReader.Throw("a struct has a field that its type does not have");
            }

            (slot, var typeId) = _fields[field];
            if (slot != Unknown)
            {
                return true;
            }

            GobSkipper.Skip(ref reader, typeId);
        }

        slot = Unknown;
        return false;
    }

    /// <summary>Skips a known field that is not used.</summary>
    public void Skip(ref GobReader reader, int field) => GobSkipper.Skip(ref reader, _fields[field].TypeId);

    private static void Require(GobBinder binder, int typeId, GobSchema schema, GobSchemaField own)
    {
        try
        {
            binder.Require(typeId, own.Schema);
        }
        catch (GobException exception)
        {
            throw new GobException($"field {schema.Spelling}.{own.Name}: {exception.Message}", exception);
        }
    }
}
