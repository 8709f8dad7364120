using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>Everything that a tree says, as lines that can be compared.</summary>
internal static class TreeDump
{
    public static List<string> Lines(FileSystemTree tree)
    {
        var lines = new List<string>
        {
            $"{tree.NumRegularInodes} files, {tree.TotalDataBytes} bytes, {tree.DirectoryCount} directories",
        };
        Add(lines, tree, "/", 0, tree.Root);
        return lines;
    }

    private static void Add(List<string> lines, FileSystemTree tree, string path, ulong number, Inode inode)
    {
        var attributes = string.Concat(inode.ExtendedAttributes.Select(attribute =>
            $" {attribute.Name}={Convert.ToHexString(attribute.Value.Span)}"));
        var details = inode switch
        {
            DirectoryInode directory => $"directory {directory.Mode:x}",
            RegularInode file =>
                $"file {file.Mode:x} {file.MtimeSeconds}.{file.MtimeNanoseconds} {file.Size} {file.Hash}",
            SpecialInode special =>
                $"special {special.Mode:x} {special.MtimeSeconds}.{special.MtimeNanoseconds} {special.Rdev}",
            SymlinkInode link => $"link {link.Target}",
            ComputedRegularInode computed => $"computed {computed.Mode:x} {computed.Source}",
            _ => "?",
        };
        lines.Add(FileName.ToDisplay($"{path} {number} {inode.Uid}:{inode.Gid} {details}{attributes}"));
        if (inode is DirectoryInode { Entries: var entries })
        {
            foreach (var entry in entries)
            {
                Add(lines, tree, path.TrimEnd('/') + "/" + entry.Name, entry.InodeNumber, tree.InodeTable[entry.InodeNumber]);
            }
        }
    }
}
