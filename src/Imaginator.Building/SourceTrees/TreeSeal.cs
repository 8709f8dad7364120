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
    private const long MaximumContents = 256L << 10;
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

            if (entry.Directory.TryGetStatus(TreeName) is not { } top || InodeCheck.IsLater(top, seal))
            {
                return "its top directory has changed";
            }

            using var root = TreeRoot.OpenImage(entry.TreePath);
            var directories = Sample(tree).ToArray();

            // The time begins here: the beginning of a large tree is only passed over.
            var started = timeProvider.GetTimestamp();
            bool HasTime() => timeProvider.GetElapsedTime(started) < MaximumDuration;

            // On two processors.
            var half = directories.Length / 2;
            var other = Task.Run(() => Check(directories[half..]));
            var first = Check(directories[..half]);
            var second = other.GetAwaiter().GetResult();
            return first.Change ?? second.Change ?? FindChangedContents(root, [.. first.Files, .. second.Files], HasTime);

            // An exception would leave the other one with a closed root.
            InodeCheck Check(SampledDirectory[] part)
            {
                try
                {
                    return InodeCheck.Run(root, tree, seal, part, HasTime);
                }
                catch (IOException e)
                {
                    return new InodeCheck(Unreadable(e), []);
                }
            }
        }
        catch (IOException e)
        {
            return Unreadable(e);
        }
    }

    /// <summary>The directories of a tree from a random entry on, up to the maximum of entries.</summary>
    private static IEnumerable<SampledDirectory> Sample(FileSystemTree tree)
    {
        var count = tree.InodeTable.Count;
        var passed = count > MaximumPaths ? RandomNumberGenerator.GetInt32(count - MaximumPaths) : 0;
        var left = MaximumPaths;
        foreach (var (path, directory) in TreePaths.EnumerateDirectories(tree))
        {
            var entries = directory.Entries.AsMemory()[Math.Min(passed, directory.Entries.Length)..];
            passed -= directory.Entries.Length - entries.Length;
            entries = entries[..Math.Min(left, entries.Length)];
            left -= entries.Length;
            if (!entries.IsEmpty)
            {
                yield return new SampledDirectory(path, entries);
            }

            if (left == 0)
            {
                yield break;
            }
        }
    }

    private static string? FindChangedContents(TreeRoot root, SampledFile[] files, Func<bool> hasTime)
    {
        var first = files.Length == 0 ? 0 : RandomNumberGenerator.GetInt32(files.Length);
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

    private static string Unreadable(IOException e) => $"it cannot be read: {e.Message}";

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
