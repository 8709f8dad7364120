using System.Security.Cryptography;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// Finds changes of a cached tree before a build uses it: a change would become part of images. The size and the modification time of a
/// changed file can be restored, but not the change time of its inode. It must not be later than that of the seal, a file next to the
/// tree that is created when the tree is complete.
/// </summary>
/// <remarks>
/// A check looks at the inodes and contents of a sample, because it must not delay builds. The sample of a small tree is the whole tree.
/// A tree without a seal was made by an earlier version, or parts of it are lost: it counts as changed.
/// </remarks>
internal static class TreeSeal
{
    private const string Name = "sealed";
    private const string TreeName = "tree";

    private const int MaximumPaths = 10_000;
    private const long MaximumContents = 4L << 20;
    private const long MaximumLength = 1L << 20;
    private static readonly TimeSpan MaximumDuration = TimeSpan.FromMilliseconds(100);

    /// <summary>Seals a complete tree.</summary>
    public static void Set(DirectoryHandle entry) => entry.CreateFile(Name, FileModes.Mode0600).Dispose();

    /// <summary>Looks for a change.</summary>
    /// <returns>The change, as a clause; null if none was found.</returns>
    public static string? FindChange(CacheEntry entry, FileSystemTree tree, TimeProvider timeProvider)
    {
        try
        {
            if (entry.Directory.TryGetStatus(Name) is not { } seal)
            {
                return "it has no seal";
            }

            // From the first file on: the beginning of a large tree is only passed over.
            long? started = null;
            bool HasTime() => timeProvider.GetElapsedTime(started ??= timeProvider.GetTimestamp()) < MaximumDuration;
            if (entry.Directory.TryGetStatus(TreeName) is not { } top || IsLater(top, seal))
            {
                return "its top directory has changed";
            }

            using var root = TreeRoot.OpenImage(entry.TreePath);
            var files = new List<(string Path, RegularInode Inode)>();
            return FindChangedInode(root, tree, seal, files, HasTime) ?? FindChangedContents(root, files, HasTime);
        }
        catch (IOException e)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    private static string? FindChangedInode(
        TreeRoot root, FileSystemTree tree, FileStatus seal, List<(string Path, RegularInode Inode)> files, Func<bool> hasTime)
    {
        DirectoryHandle? parent = null;
        var parentPath = "";
        try
        {
            foreach (var (path, number) in Sample(tree).TakeWhile(_ => hasTime()))
            {
                var slash = path.LastIndexOf('/');
                if (parent is null || !path.AsSpan(0, slash).SequenceEqual(parentPath))
                {
                    parent?.Dispose();
                    parent = null;
                    parentPath = path[..slash];
                    parent = root.OpenDirectory(parentPath);
                }

                var inode = tree.InodeTable[number];
                if (parent.TryGetStatus(path[(slash + 1)..]) is not { } status
                    || IsLater(status, seal)
                    || (inode is RegularInode regular && (ulong)status.Size != regular.Size))
                {
                    return $"{PathNode.ToDisplay(path)} has changed";
                }

                if (inode is RegularInode { Size: > 0 and <= (ulong)MaximumLength } file)
                {
                    files.Add((path, file));
                }
            }

            return null;
        }
        finally
        {
            parent?.Dispose();
        }
    }

    private static string? FindChangedContents(TreeRoot root, List<(string Path, RegularInode Inode)> files, Func<bool> hasTime)
    {
        var chosen = files.ToArray();
        RandomNumberGenerator.Shuffle(chosen.AsSpan());
        var bytes = 0L;
        foreach (var (path, inode) in chosen.TakeWhile(_ => hasTime()))
        {
            bytes += (long)inode.Size;
            if (bytes > MaximumContents)
            {
                return null;
            }

            var contents = new byte[(int)inode.Size];
            using var file = root.OpenFile(path);
            if (Read(file, contents) != contents.Length || ObjectHash.Compute(contents) != inode.Hash)
            {
                return $"the contents of {PathNode.ToDisplay(path)} have changed";
            }
        }

        return null;
    }

    /// <summary>The paths of a tree from a random one on, up to a maximum.</summary>
    private static IEnumerable<(string Path, ulong InodeNumber)> Sample(FileSystemTree tree)
    {
        var count = tree.InodeTable.Count;
        return count <= MaximumPaths
            ? TreePaths.Enumerate(tree).Take(MaximumPaths)
            : TreePaths.Enumerate(tree).Skip(RandomNumberGenerator.GetInt32(count - MaximumPaths)).Take(MaximumPaths);
    }

    private static bool IsLater(in FileStatus status, in FileStatus seal) =>
        (status.CtimeSeconds, status.CtimeNanoseconds).CompareTo((seal.CtimeSeconds, seal.CtimeNanoseconds)) > 0;

    private static int Read(SafeFileHandle file, byte[] contents)
    {
        var length = 0;
        while (length < contents.Length && RandomAccess.Read(file, contents.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }
}
