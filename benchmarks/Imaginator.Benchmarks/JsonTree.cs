using System.Text.Json.Serialization;
using Imaginator.Images;

namespace Imaginator.Benchmarks;

/// <summary>A tree in the form of System.Text.Json: what encoders of the runtime can do, generated at compile time.</summary>
internal sealed record JsonTree(IReadOnlyList<JsonTree.Item> Inodes, IReadOnlyList<JsonTree.Entry> Root)
{
    public static JsonTree From(FileSystemTree tree) => new(
        [.. tree.InodeTable.Select(inode => Item.From(inode.Key, inode.Value))],
        [.. tree.Root.Entries.Select(entry => new Entry(entry.Name, entry.InodeNumber))]);

    internal sealed record Entry(string Name, ulong Number);

    internal sealed record Item(
        ulong Number, uint Mode, uint Uid, uint Gid, long MtimeSeconds, int MtimeNanoseconds, ulong Size, byte[]? Hash,
        string? Target, IReadOnlyList<Entry>? Entries)
    {
        public static Item From(ulong number, Inode inode) => inode switch
        {
            RegularInode file => new Item(
                number, file.Mode, file.Uid, file.Gid, file.MtimeSeconds, file.MtimeNanoseconds, file.Size,
                file.Hash.AsSpan().ToArray(), null, null),
            DirectoryInode directory => new Item(
                number, directory.Mode, directory.Uid, directory.Gid, 0, 0, 0, null, null,
                [.. directory.Entries.Select(entry => new Entry(entry.Name, entry.InodeNumber))]),
            SymlinkInode link => new Item(number, 0, link.Uid, link.Gid, 0, 0, 0, null, link.Target, null),
            _ => throw new NotSupportedException("The sample trees have no such inodes."),
        };
    }
}

/// <summary>The serialisers of <see cref="JsonTree"/>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JsonTree))]
internal sealed partial class JsonTreeContext : JsonSerializerContext;
