using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of computed files. The wire format does not support extended attributes.</summary>
internal sealed class ComputedRegularInodeCodec : GobCodec<ComputedRegularInode>
{
    public override GobSchema Schema { get; } = GobSchema.Struct(
        "filesystem.ComputedRegularInode",
        new GobSchemaField("Mode", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Uid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Gid", GobBasicCodecs.Uint32.Schema),
        new GobSchemaField("Source", GobBasicCodecs.String.Schema));

    public override bool IsOmitted(ComputedRegularInode value) => false;

    public override void Write(ref GobWriter writer, ComputedRegularInode value)
    {
        var fields = new GobFieldWriter();
        fields.Uint(ref writer, value.Mode);
        fields.Uint(ref writer, value.Uid);
        fields.Uint(ref writer, value.Gid);
        fields.String(ref writer, value.Source);
        writer.WriteUint(0);
    }

    public override GobPlan<ComputedRegularInode> Bind(GobBinder binder, int typeId) =>
        new Plan(GobFieldSlots.Bind(binder, typeId, Schema));

    private sealed class Plan(GobFieldSlots slots) : GobPlan<ComputedRegularInode>
    {
        public override ComputedRegularInode Read(ref GobReader reader)
        {
            uint mode = 0, uid = 0, gid = 0;
            var source = "";
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
                    default:
                        source = reader.ReadString();
                        break;
                }
            }

            return new ComputedRegularInode { Mode = mode, Uid = uid, Gid = gid, Source = source };
        }
    }
}
