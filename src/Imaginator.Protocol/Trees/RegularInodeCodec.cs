using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of regular files. The wire format does not support extended attributes.</summary>
internal sealed class RegularInodeCodec(GobCodec<ObjectHash> hash) : GobCodec<RegularInode>
{
    public override GobSchema Schema { get; } = GobSchema.Struct(
        "filesystem.RegularInode",
        new GobSchemaField("Mode", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Uid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Gid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("MtimeNanoSeconds", GobBasicCodecs.Int32.Schema),
        new GobSchemaField("MtimeSeconds", GobBasicCodecs.Int64.Schema),
        new GobSchemaField("Size", GobBasicCodecs.Uint64.Schema),
        new GobSchemaField("Hash", hash.Schema));

    public override bool IsOmitted(RegularInode value) => false;

    public override void Write(ref GobWriter writer, RegularInode value)
    {
        var fields = new GobFieldWriter();
        fields.Uint(ref writer, value.Mode);
        fields.Uint(ref writer, value.Uid);
        fields.Uint(ref writer, value.Gid);
        fields.Int(ref writer, value.MtimeNanoseconds);
        fields.Int(ref writer, value.MtimeSeconds);
        fields.Uint(ref writer, value.Size);
        fields.Value(ref writer, hash, value.Hash);
        writer.WriteUint(0);
    }

    public override GobPlan<RegularInode> Bind(GobBinder binder, int typeId)
    {
        var slots = GobFieldSlots.Bind(binder, typeId, Schema);
        return new Plan(slots, slots.BindField(binder, 6, hash));
    }

    private sealed class Plan(GobFieldSlots slots, GobPlan<ObjectHash>? hashPlan) : GobPlan<RegularInode>
    {
        public override RegularInode Read(ref GobReader reader)
        {
            uint mode = 0, uid = 0, gid = 0;
            var nanoseconds = 0;
            var seconds = 0L;
            var size = 0UL;
            var hash = default(ObjectHash);
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
                    case 5:
                        size = reader.ReadUint();
                        break;
                    default:
                        hash = hashPlan!.Read(ref reader);
                        break;
                }
            }

            return new RegularInode
            {
                Mode = mode,
                Uid = uid,
                Gid = gid,
                MtimeNanoseconds = nanoseconds,
                MtimeSeconds = seconds,
                Size = size,
                Hash = hash,
            };
        }
    }
}
