using Imaginator.Images;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Trees;

/// <summary>The codec of the file-system tree of an image, which is decoded directly into the image model.</summary>
internal sealed class FileSystemTreeCodec : GobCodec<FileSystemTree?>
{
    private static readonly Dictionary<ulong, Inode?> NoInodes = [];
    private readonly GobMapCodec<ulong, Inode?> _table;
    private readonly GobCodec<DirectoryInode> _directory;

    public FileSystemTreeCodec(GobCodec<Inode?> inode, GobCodec<DirectoryInode> directory)
    {
        _table = new GobMapCodec<ulong, Inode?>(GobBasicCodecs.Uint64, inode, "filesystem.InodeTable");
        _directory = directory;
        Schema = GobSchema.Struct(
            "filesystem.FileSystem",
            new GobSchemaField("InodeTable", _table.Schema),
            new GobSchemaField("NumRegularInodes", GobBasicCodecs.Uint64.Schema),
            new GobSchemaField("TotalDataBytes", GobBasicCodecs.Uint64.Schema),
            new GobSchemaField("DirectoryCount", GobBasicCodecs.Uint64.Schema),
            new GobSchemaField("DirectoryInode", directory.Schema));
    }

    public override GobSchema Schema { get; }

    public override bool IsOmitted(FileSystemTree? value) => value is null;

    public override void Write(ref GobWriter writer, FileSystemTree? value)
    {
        var fields = new GobFieldWriter();
        fields.Value<IReadOnlyDictionary<ulong, Inode?>?>(ref writer, _table, value!.InodeTable!);
        fields.Uint(ref writer, value.NumRegularInodes);
        fields.Uint(ref writer, value.TotalDataBytes);
        fields.Uint(ref writer, value.DirectoryCount);
        fields.Value(ref writer, _directory, value.Root);
        writer.WriteUint(0);
    }

    public override GobPlan<FileSystemTree?> Bind(GobBinder binder, int typeId)
    {
        var slots = GobFieldSlots.Bind(binder, typeId, Schema);
        return new Plan(slots, slots.BindField(binder, 0, _table), slots.BindField(binder, 4, _directory));
    }

    private sealed class Plan(
        GobFieldSlots slots, GobPlan<IReadOnlyDictionary<ulong, Inode?>?>? tablePlan,
        GobPlan<DirectoryInode>? rootPlan)
        : GobPlan<FileSystemTree?>
    {
        public override FileSystemTree Read(ref GobReader reader)
        {
            IReadOnlyDictionary<ulong, Inode?> table = NoInodes;
            var root = new DirectoryInode { Mode = 0 };
            ulong files = 0, bytes = 0, directories = 0;
            var field = -1;
            while (slots.Next(ref reader, ref field, out var slot))
            {
                switch (slot)
                {
                    case 0:
                        table = tablePlan!.Read(ref reader)!;
                        break;
                    case 1:
                        files = reader.ReadUint();
                        break;
                    case 2:
                        bytes = reader.ReadUint();
                        break;
                    case 3:
                        directories = reader.ReadUint();
                        break;
                    default:
                        root = rootPlan!.Read(ref reader);
                        break;
                }
            }

            return new FileSystemTree
            {
                InodeTable = table!, // the codec of inodes refuses null
                Root = root,
                NumRegularInodes = files,
                TotalDataBytes = bytes,
                DirectoryCount = directories,
            };
        }
    }
}
