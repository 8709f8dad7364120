using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of symbolic links. The wire format does not support extended attributes.</summary>
internal sealed class SymlinkInodeCodec : GobCodec<SymlinkInode>
{
    public override GobSchema Schema { get; } = GobSchema.Struct(
        "filesystem.SymlinkInode",
        new GobSchemaField("Uid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Gid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Symlink", GobBasicCodecs.String.Schema));

    public override bool IsOmitted(SymlinkInode value) => false;

    public override void Write(ref GobWriter writer, SymlinkInode value)
    {
        var fields = new GobFieldWriter();
        fields.Uint(ref writer, value.Uid);
        fields.Uint(ref writer, value.Gid);
        fields.String(ref writer, value.Target);
        writer.WriteUint(0);
    }

    public override GobPlan<SymlinkInode> Bind(GobBinder binder, int typeId) =>
        new Plan(GobFieldSlots.Bind(binder, typeId, Schema));

    private sealed class Plan(GobFieldSlots slots) : GobPlan<SymlinkInode>
    {
        public override SymlinkInode Read(ref GobReader reader)
        {
            uint uid = 0, gid = 0;
            var target = "";
            var field = -1;
            while (slots.Next(ref reader, ref field, out var slot))
            {
                switch (slot)
                {
                    case 0:
                        uid = reader.ReadUint32();
                        break;
                    case 1:
                        gid = reader.ReadUint32();
                        break;
                    default:
                        target = reader.ReadString();
                        break;
                }
            }

            return new SymlinkInode { Uid = uid, Gid = gid, Target = target };
        }
    }
}
