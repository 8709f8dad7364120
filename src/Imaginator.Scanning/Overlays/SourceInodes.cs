using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Scanning.Overlays;

/// <summary>Inodes of an image as a scan would find them once the image has been unpacked.</summary>
internal static class SourceInodes
{
    // Nothing above has a meaning on disk.
    private const uint ModeBits = 0xFFFF;

    /// <summary>The tree with the entries of all directories in byte order: the very same, for almost every image.</summary>
    public static FileSystemTree Sorted(FileSystemTree tree)
    {
        var unsorted = tree.InodeTable
            .Where(inode => inode.Value is DirectoryInode directory && !IsSorted(directory.Entries))
            .ToDictionary(inode => inode.Key, Inode (inode) => WithSortedEntries((DirectoryInode)inode.Value));
        return FileSystemTrees.Replace(IsSorted(tree.Root.Entries) ? tree : tree with { Root = WithSortedEntries(tree.Root) }, unsorted);
    }

    /// <summary>The inode as a scan would find it: the very same, for images that were scanned here.</summary>
    public static Inode AsScanned(Inode inode) => inode switch
    {
        DirectoryInode directory => AsScanned(directory),
        RegularInode file => file.Mode <= ModeBits && IsSorted(file)
            ? file
            : file with { Mode = file.Mode & ModeBits, ExtendedAttributes = Sorted(file) },
        ComputedRegularInode computed => new RegularInode
        {
            Mode = computed.Mode & ModeBits,
            Uid = computed.Uid,
            Gid = computed.Gid,
            ExtendedAttributes = Sorted(computed),
        },
        SpecialInode special => AsScanned(special),
        SymlinkInode link => IsSorted(link) ? link : link with { ExtendedAttributes = Sorted(link) },
        _ => throw new InvalidOperationException($"unknown kind of inode: {inode.GetType().Name}"),
    };

    /// <summary>The directory as a scan would find it.</summary>
    public static DirectoryInode AsScanned(DirectoryInode directory) => directory.Mode <= ModeBits && IsSorted(directory)
        ? directory
        : directory with { Mode = directory.Mode & ModeBits, ExtendedAttributes = Sorted(directory) };

    private static SpecialInode AsScanned(SpecialInode special)
    {
        var isFifo = (FileType)(special.Mode & (uint)FileType.Mask) == FileType.Fifo;
        return special.Mode <= ModeBits && IsSorted(special) && (!isFifo || special.Rdev == 0)
            ? special
            : special with
            {
                Mode = special.Mode & ModeBits,
                Rdev = isFifo ? 0 : special.Rdev,
                ExtendedAttributes = Sorted(special),
            };
    }

    private static DirectoryInode WithSortedEntries(DirectoryInode directory) => directory with
    {
        Entries = directory.Entries.Sort((one, other) => FileName.BytewiseComparer.Compare(one.Name, other.Name)),
    };

    private static bool IsSorted(ImmutableArray<DirectoryEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (FileName.BytewiseComparer.Compare(entries[i - 1].Name, entries[i].Name) > 0)
            {
                return false;
            }
        }

        return true;
    }

    // Whether the attributes are those of a scan: content, and in byte order.
    private static bool IsSorted(Inode inode)
    {
        var attributes = inode.ExtendedAttributes;
        for (var i = 0; i < attributes.Length; i++)
        {
            if (!ContentAttributes.IsContent(attributes[i]) || (i > 0 && Compare(attributes[i - 1], attributes[i]) > 0))
            {
                return false;
            }
        }

        return true;
    }

    private static ImmutableArray<ExtendedAttribute> Sorted(Inode inode) =>
        IsSorted(inode) ? inode.ExtendedAttributes : InodeAttributes.ContentOf(inode).Sort(Compare);

    private static int Compare(ExtendedAttribute one, ExtendedAttribute other) =>
        FileName.BytewiseComparer.Compare(one.Name, other.Name);
}
