using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of devices and FIFOs. The wire format does not support extended attributes.</summary>
internal sealed class SpecialInodeCodec : GobCodec<SpecialInode>
{
    public override GobSchema Schema { get; } = GobSchema.Struct(
        "filesystem.SpecialInode",
        new GobSchemaField("Mode", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Uid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Gid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("MtimeNanoSeconds", GobBasicCodecs.Int32.Schema),
        new GobSchemaField("MtimeSeconds", GobBasicCodecs.Int64.Schema),
        new GobSchemaField("Rdev", GobBasicCodecs.Uint64.Schema));

    public override bool IsOmitted(SpecialInode value) => false;

    public override void Write(ref GobWriter writer, SpecialInode value)
    {
        var fields = new GobFieldWriter();
        fields.Uint(ref writer, value.Mode);
        fields.Uint(ref writer, value.Uid);
        fields.Uint(ref writer, value.Gid);
        fields.Int(ref writer, value.MtimeNanoseconds);
        fields.Int(ref writer, value.MtimeSeconds);
        fields.Uint(ref writer, value.Rdev);
        writer.WriteUint(0);
    }

    public override GobPlan<SpecialInode> Bind(GobBinder binder, int typeId) =>
        new Plan(GobFieldSlots.Bind(binder, typeId, Schema));

    private sealed class Plan(GobFieldSlots slots) : GobPlan<SpecialInode>
    {
        public override SpecialInode Read(ref GobReader reader)
        {
            uint mode = 0, uid = 0, gid = 0;
            var nanoseconds = 0;
            var seconds = 0L;
            var device = 0UL;
            var field = -1;
            while (slots.Next(ref reader, ref field, out var slot))
            {
                switch (slot)
                {
                    case 0:
                        mode = reader.ReadUint32();
                        break;
                    case 1:
                        uid = reader.ReadUint32();
                        break;
                    case 2:
                        gid = reader.ReadUint32();
                        break;
                    case 3:
                        nanoseconds = reader.ReadInt32();
                        break;
                    case 4:
                        seconds = reader.ReadInt();
                        break;
                    default:
                        device = reader.ReadUint();
                        break;
                }
            }

            return new SpecialInode
            {
                Mode = mode,
                Uid = uid,
                Gid = gid,
                MtimeNanoseconds = nanoseconds,
                MtimeSeconds = seconds,
                Rdev = device,
            };
        }
    }
}
