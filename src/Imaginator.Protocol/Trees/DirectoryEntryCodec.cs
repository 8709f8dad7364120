using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of directory entries.</summary>
internal sealed class DirectoryEntryCodec : GobCodec<DirectoryEntry>
{
    public override GobSchema Schema { get; } = CreateSchema();

    public override bool IsOmitted(DirectoryEntry value) => false;

    public override void Write(ref GobWriter writer, DirectoryEntry value)
    {
        var fields = new GobFieldWriter();
        fields.String(ref writer, value.Name);
        fields.Uint(ref writer, value.InodeNumber);
        writer.WriteUint(0);
    }

    public override GobPlan<DirectoryEntry> Bind(GobBinder binder, int typeId) =>
        new Plan(GobFieldSlots.Bind(binder, typeId, Schema));

    private static GobSchema CreateSchema()
    {
        var schema = GobSchema.Struct("filesystem.DirectoryEntry", listedByPointer: true);
        schema.Fields =
        [
            new GobSchemaField("Name", GobBasicCodecs.String.Schema),
            new GobSchemaField("InodeNumber", GobBasicCodecs.Uint64.Schema),
        ];
        return schema;
    }

    private sealed class Plan(GobFieldSlots slots) : GobPlan<DirectoryEntry>
    {
        public override DirectoryEntry Read(ref GobReader reader)
        {
            var name = "";
            var number = 0UL;
            var field = -1;
            while (slots.Next(ref reader, ref field, out var slot))
            {
                if (slot == 0)
                {
                    name = reader.ReadString();
                }
                else
                {
                    number = reader.ReadUint();
                }
            }

            return new DirectoryEntry(name, number);
        }
    }
}
