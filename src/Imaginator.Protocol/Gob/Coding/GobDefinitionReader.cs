using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Reads type definitions, which are gob structs of a fixed layout.</summary>
internal static class GobDefinitionReader
{
    private const int MaxNameLength = 1000;

    /// <summary>Reads a definition. The id that it defines has already been read.</summary>
    /// <exception cref="GobException">The definition is malformed.</exception>
    public static GobWireType Read(ref GobReader reader)
    {
        GobWireType? type = null;
        var field = -1;
        while (reader.NextField(ref field))
        {
            if (type is not null)
            {
                throw new GobException("a type definition defines two types");
            }

            type = field switch
            {
                0 => ReadBody(ref reader, GobKind.Array),
                1 => ReadBody(ref reader, GobKind.Slice),
                2 => ReadBody(ref reader, GobKind.Struct),
                3 => ReadBody(ref reader, GobKind.Map),
                4 => ReadBody(ref reader, GobKind.GobEncoder),
                5 => ReadBody(ref reader, GobKind.BinaryMarshaler),
                6 => ReadBody(ref reader, GobKind.TextMarshaler),
                _ => throw new GobException("a type definition has an unknown kind"),
            };
        }

        return type ?? throw new GobException("a type definition defines nothing");
    }

    private static GobWireType ReadBody(ref GobReader reader, GobKind kind)
    {
        var type = new GobWireType(kind);
        var field = -1;
        while (reader.NextField(ref field))
        {
            type = (field, kind) switch
            {
                (0, _) => type with { Name = ReadCommon(ref reader) },
                (1, GobKind.Struct) => type with { Fields = ReadFields(ref reader) },
                (1, GobKind.Map) => type with { KeyId = reader.ReadInt32() },
                (1, GobKind.Array or GobKind.Slice) => type with { ElementId = reader.ReadInt32() },
                (2, GobKind.Map) => type with { ElementId = reader.ReadInt32() },
                (2, GobKind.Array) => type with { Length = reader.ReadInt() },
                _ => throw new GobException("a type definition has an unknown field"),
            };
        }

        return type;
    }

    private static string ReadCommon(ref GobReader reader)
    {
        var name = "";
        var field = -1;
        while (reader.NextField(ref field))
        {
            switch (field)
            {
                case 0:
                    name = reader.ReadString(MaxNameLength);
                    break;
                case 1:
                    reader.ReadInt();
                    break;
                default:
                    throw new GobException("a type definition has an unknown field");
            }
        }

        return name;
    }

    private static ImmutableArray<GobWireField> ReadFields(ref GobReader reader)
    {
        var begin = reader.Consumed;
        var count = reader.ReadCount();
        var fields = ImmutableArray.CreateBuilder<GobWireField>(Math.Min(count, 64));
        for (var i = 0; i < count; i++)
        {
            reader.RequireMore();
            var name = "";
            var id = 0;
            var field = -1;
            while (reader.NextField(ref field))
            {
                switch (field)
                {
                    case 0:
                        name = reader.ReadString(MaxNameLength);
                        break;
                    case 1:
                        id = reader.ReadInt32();
                        break;
                    default:
                        throw new GobException("a type definition has an unknown field");
                }
            }

            if (reader.Consumed - begin > reader.Limits.MaxDefinitionBytes)
            {
                throw new GobException($"a type definition is longer than {reader.Limits.MaxDefinitionBytes} bytes");
            }

            fields.Add(new GobWireField(name, id));
        }

        return fields.DrainToImmutable();
    }
}
