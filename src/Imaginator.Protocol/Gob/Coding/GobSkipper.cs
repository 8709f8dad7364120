using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Skips values that are not used.</summary>
internal static class GobSkipper
{
    /// <summary>Skips a value.</summary>
    public static void Skip(ref GobReader reader, int typeId)
    {
        reader.Enter();
        var type = reader.Types.Get(typeId);
        switch (type.Kind)
        {
            case GobKind.Bool or GobKind.Int or GobKind.Uint or GobKind.Float:
                reader.ReadUint();
                break;
            case GobKind.Complex:
                reader.ReadUint();
                reader.ReadUint();
                break;
            case GobKind.Interface:
                SkipInterface(ref reader);
                break;
            case GobKind.Array or GobKind.Slice:
                SkipMany(ref reader, reader.ReadCount(), type.ElementId, null);
                break;
            case GobKind.Map:
                SkipMany(ref reader, reader.ReadCount(), type.KeyId, type.ElementId);
                break;
            case GobKind.Struct:
                SkipStruct(ref reader, type);
                break;
            default:
                reader.Skip(reader.ReadLength());
                break;
        }

        reader.Leave();
    }

    private static void SkipMany(ref GobReader reader, int count, int firstId, int? secondId)
    {
        for (var i = 0; i < count; i++)
        {
            reader.RequireMore();
            Skip(ref reader, firstId);
            if (secondId is { } id)
            {
                Skip(ref reader, id);
            }
        }
    }

    private static void SkipStruct(ref GobReader reader, GobWireType type)
    {
        var field = -1;
        while (reader.NextField(ref field))
        {
            Skip(ref reader, GetField(type, field).TypeId);
        }
    }

    private static void SkipInterface(ref GobReader reader)
    {
        var name = reader.ReadLength();
        if (name == 0)
        {
            return;
        }

        reader.Skip(name);
        var typeId = reader.ReadInterfaceTypeId();
        reader.ReadUint(); // an unreliable byte count
        SkipTopLevel(ref reader, typeId);
    }

    private static void SkipTopLevel(ref GobReader reader, int typeId)
    {
        if (reader.Types.Get(typeId).Kind != GobKind.Struct)
        {
            reader.ReadSingletonMark();
        }

        Skip(ref reader, typeId);
    }

    private static GobWireField GetField(GobWireType type, int field) =>
        field < type.Fields.Length
            ? type.Fields[field]
            : throw new GobException($"type \"{type.Name}\" has no field number {field}");
}
