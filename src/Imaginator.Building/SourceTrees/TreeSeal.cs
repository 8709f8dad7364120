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
    private const long MaximumContents = 1L << 20;
    private const long MaximumLength = 256L << 10;
    private static readonly TimeSpan MaximumDuration = TimeSpan.FromMilliseconds(50);

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
            var files = new List<SampledFile>();
            return FindChangedInode(root, tree, seal, files, HasTime) ?? FindChangedContents(root, files, HasTime);
        }
        catch (IOException e)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    // A large tree is looked at from a random entry on. Whole paths are made for few entries only: most of the time would go there.
    private static string? FindChangedInode(
        TreeRoot root, FileSystemTree tree, FileStatus seal, List<SampledFile> files, Func<bool> hasTime)
    {
        var count = tree.InodeTable.Count;
        var passed = count > MaximumPaths ? RandomNumberGenerator.GetInt32(count - MaximumPaths) : 0;
        var left = MaximumPaths;
        foreach (var (path, inode) in TreePaths.EnumerateDirectories(tree))
        {
            if (passed >= inode.Entries.Length)
            {
                passed -= inode.Entries.Length;
                continue;
            }

            using var directory = root.OpenDirectory(path);
            foreach (var child in inode.Entries.Skip(passed))
            {
                if (left-- == 0 || !hasTime())
                {
                    return null;
                }

                if (HasChanged(directory, child.Name, tree.InodeTable[child.InodeNumber], seal))
                {
                    return $"{PathNode.ToDisplay(path + "/" + child.Name)} has changed";
                }

                if (tree.InodeTable[child.InodeNumber] is RegularInode { Size: > 0 and <= (ulong)MaximumLength } file)
                {
                    files.Add(new SampledFile(path, child.Name, file));
                }
            }

            passed = 0;
        }

        return null;
    }

    private static bool HasChanged(DirectoryHandle directory, string name, Inode inode, in FileStatus seal) =>
        directory.TryGetStatus(name) is not { } status
        || IsLater(status, seal)
        || (inode is RegularInode regular && (ulong)status.Size != regular.Size);

    private static string? FindChangedContents(TreeRoot root, List<SampledFile> files, Func<bool> hasTime)
    {
        var first = files.Count == 0 ? 0 : RandomNumberGenerator.GetInt32(files.Count);
        var bytes = 0L;
        foreach (var file in files.Skip(first).Concat(files.Take(first)).TakeWhile(_ => hasTime()))
        {
            bytes += (long)file.Inode.Size;
            if (bytes > MaximumContents)
            {
                return null;
            }

            var contents = new byte[(int)file.Inode.Size];
            using var handle = root.OpenFile(file.Path);
            if (Read(handle, contents) != contents.Length || ObjectHash.Compute(contents) != file.Inode.Hash)
            {
                return $"the contents of {PathNode.ToDisplay(file.Path)} have changed";
            }
        }

        return null;
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

    private readonly record struct SampledFile(string Directory, string Name, RegularInode Inode)
    {
        public string Path => Directory + "/" + Name;
    }
}
