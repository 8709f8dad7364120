using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Imaginator.Scanning.Overlays;

namespace Imaginator.Scanning.Exchange;

/// <summary>
/// The source image as far as a scan by difference requires it: the names, the directories, and the sizes of the files. The result
/// of the scan refers to its inodes by their numbers.
/// </summary>
internal static class SourceTreeCodec
{
    /// <summary>Writes a tree.</summary>
    public static void Write(MessageWriter writer, FileSystemTree tree)
    {
        writer.Write((ulong)tree.InodeTable.Count);
        foreach (var (number, inode) in tree.InodeTable)
        {
            writer.Write(number);
            if (inode is DirectoryInode directory)
            {
                writer.Write(true);
                InodeCodec.WriteDirectory(writer, SourceInodes.AsScanned(directory));
            }
            else
            {
                writer.Write(false);
                writer.Write(inode is RegularInode file ? file.Size : 0);
            }
        }

        InodeCodec.WriteDirectory(writer, SourceInodes.AsScanned(tree.Root));
    }

    /// <summary>Reads a tree, in which a file without attributes stands for each inode that is not a directory.</summary>
    /// <exception cref="MessageException">That is not a tree.</exception>
    public static FileSystemTree Read(MessageReader reader)
    {
        var count = (int)reader.ReadNumber(int.MaxValue);
        var allowance = new MetadataAllowance(long.MaxValue);
        var inodes = new List<KeyValuePair<ulong, Inode>>();
        var areNumbered = true;
        for (var i = 0; i < count; i++)
        {
            var number = reader.ReadNumber(ulong.MaxValue);
            areNumbered &= number == (ulong)i + 1;
            Inode inode = reader.ReadBoolean()
                ? InodeCodec.ReadDirectory(reader, ulong.MaxValue, allowance)
                : new RegularInode { Mode = (uint)FileType.Regular, Size = reader.ReadNumber(long.MaxValue) };
            inodes.Add(new(number, inode));
        }

        var root = InodeCodec.ReadDirectory(reader, ulong.MaxValue, allowance);
        return areNumbered
            ? FileSystemTrees.Create(root, new InodeTable([.. inodes.Select(inode => inode.Value)]))
            : FileSystemTrees.Create(root, inodes);
    }
}
