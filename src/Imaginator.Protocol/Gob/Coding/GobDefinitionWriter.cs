using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Writes type definitions, which are gob structs of a fixed layout.</summary>
internal static class GobDefinitionWriter
{
    /// <summary>Writes the payload of the message that defines a type.</summary>
    /// <param name="schema">The type; it and all types that it refers to must have ids.</param>
    public static void Write(ref GobWriter writer, GobSchema schema, string name)
    {
        var id = writer.GetTypeId(schema);
        writer.WriteInt(-id);
        writer.WriteUint((ulong)(OuterField(schema.Kind) + 1));
        WriteCommon(ref writer, name, id);
        switch (schema.Kind)
        {
            case GobKind.Array:
                WriteId(ref writer, schema.Element!);
                if (schema.Length != 0)
                {
                    writer.WriteUint(1);
                    writer.WriteInt(schema.Length);
                }

                break;
            case GobKind.Slice:
                WriteId(ref writer, schema.Element!);
                break;
            case GobKind.Map:
                WriteId(ref writer, schema.Key!);
                WriteId(ref writer, schema.Element!);
                break;
            case GobKind.Struct when !schema.Fields.IsEmpty:
                WriteFields(ref writer, schema);
                break;
        }

        writer.WriteUint(0); // the definition of this kind
        writer.WriteUint(0); // the union of all kinds
    }

    private static int OuterField(GobKind kind) => kind switch
    {
        GobKind.Array => 0,
        GobKind.Slice => 1,
        GobKind.Struct => 2,
        GobKind.Map => 3,
        GobKind.GobEncoder => 4,
        GobKind.BinaryMarshaler => 5,
        GobKind.TextMarshaler => 6,
        _ => throw new GobException($"{kind} is not defined in a stream"),
    };

    private static void WriteCommon(ref GobWriter writer, string name, int id)
    {
        writer.WriteUint(1);
        var delta = 2u;
        if (name.Length > 0)
        {
            writer.WriteUint(1);
            writer.WriteString(name);
            delta = 1;
        }

        writer.WriteUint(delta);
        writer.WriteInt(id);
        writer.WriteUint(0);
    }

    private static void WriteId(ref GobWriter writer, GobSchema schema)
    {
        writer.WriteUint(1);
        writer.WriteInt(writer.GetTypeId(schema));
    }

    private static void WriteFields(ref GobWriter writer, GobSchema schema)
    {
        writer.WriteUint(1);
        writer.WriteUint((ulong)schema.Fields.Length);
        foreach (var field in schema.Fields)
        {
            writer.WriteUint(1);
            writer.WriteString(field.Name);
            WriteId(ref writer, field.Schema);
            writer.WriteUint(0);
        }
    }
}
