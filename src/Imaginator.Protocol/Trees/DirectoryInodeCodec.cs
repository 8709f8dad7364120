using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of directories. The wire format does not support extended attributes.</summary>
internal sealed class DirectoryInodeCodec : GobCodec<DirectoryInode>
{
    private readonly GobSliceCodec<DirectoryEntry> _entries;

    public DirectoryInodeCodec(GobCodec<DirectoryEntry> entry)
    {
        _entries = new GobSliceCodec<DirectoryEntry>(entry);
        Schema = GobSchema.Struct(
            "filesystem.DirectoryInode",
            new GobSchemaField("EntryList", _entries.Schema),
            new GobSchemaField("EntriesByName", GobSchema.Map(GobBasicCodecs.String.Schema, entry.Schema)),
            new GobSchemaField("Mode", GobBasicCodecs.Uint32.Schema),
            new GobSchemaField("Uid", GobBasicCodecs.Uint32.Schema),
            new GobSchemaField("Gid", GobBasicCodecs.Uint32.Schema));
    }

    public override GobSchema Schema { get; }

    public override bool IsOmitted(DirectoryInode value) => false;

    public override void Write(ref GobWriter writer, DirectoryInode value)
    {
        var fields = new GobFieldWriter();
        fields.Value(ref writer, _entries, value.Entries);
        fields.Omit(); // EntriesByName is never sent.
        fields.Uint(ref writer, value.Mode);
        fields.Uint(ref writer, value.Uid);
        fields.Uint(ref writer, value.Gid);
        writer.WriteUint(0);
    }

    public override GobPlan<DirectoryInode> Bind(GobBinder binder, int typeId)
    {
        var slots = GobFieldSlots.Bind(binder, typeId, Schema);
        return new Plan(slots, slots.BindField(binder, 0, _entries));
    }

    private sealed class Plan(GobFieldSlots slots, GobPlan<ImmutableArray<DirectoryEntry>>? entriesPlan)
        : GobPlan<DirectoryInode>
    {
        public override DirectoryInode Read(ref GobReader reader)
        {
            ImmutableArray<DirectoryEntry> entries = [];
            uint mode = 0, uid = 0, gid = 0;
            var field = -1;
            while (slots.Next(ref reader, ref field, out var slot))
            {
                switch (slot)
                {
                    case 0:
                        entries = entriesPlan!.Read(ref reader);
                        break;
                    case 1:
                        slots.Skip(ref reader, field);
                        break;
                    case 2:
                        mode = reader.ReadUint32();
                        break;
                    case 3:
                        uid = reader.ReadUint32();
                        break;
                    default:
                        gid = reader.ReadUint32();
                        break;
                }
            }

            return new DirectoryInode { Entries = entries, Mode = mode, Uid = uid, Gid = gid };
        }
    }
}
