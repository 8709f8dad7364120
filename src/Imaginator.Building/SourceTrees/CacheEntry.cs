using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// The directory of one cached tree, held open: <c>tree/</c>, the marker (<see cref="CacheMarker"/>) and <c>lock</c>, which
/// is locked shared to use the tree, and exclusively to create or remove it. The kernel releases the locks of dead processes.
/// </summary>
internal sealed class CacheEntry : IDisposable
{
    private const string LockName = "lock";
    private const string TreeName = "tree";
    private const uint TreePermissions = FileModes.Mode0700; // until the mode of the image is set

    private readonly SafeFileHandle _lock;

    private CacheEntry(string path, DirectoryHandle directory, SafeFileHandle @lock)
    {
        Path = path;
        Directory = directory;
        _lock = @lock;
    }

    /// <summary>The directory's path on this machine.</summary>
    public string Path { get; }

    public DirectoryHandle Directory { get; }

    public string TreePath => System.IO.Path.Combine(Path, TreeName);

    /// <summary>Opens an entry, creating its directory if it is missing. The root's lock must be held.</summary>
    public static CacheEntry Open(DirectoryHandle root, string name)
    {
        if (root.TryGetStatus(name) is null)
        {
            root.MakeDirectory(name, TreePermissions);
        }

        var directory = root.OpenDirectory(name);
        try
        {
            return new CacheEntry(System.IO.Path.Combine(root.DisplayPath, name), directory, LockFile.Open(directory, LockName));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Opens an entry as it is.</summary>
    /// <returns>The entry; null if there is none, or just the rest of one that is being removed.</returns>
    public static CacheEntry? TryOpen(DirectoryHandle root, string name)
    {
        DirectoryHandle? directory = null;
        try
        {
            directory = root.OpenDirectory(name);
            return new CacheEntry(
                System.IO.Path.Combine(root.DisplayPath, name), directory, directory.OpenFileForWriting(LockName));
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            directory?.Dispose();
            return null;
        }
        catch
        {
            directory?.Dispose();
            throw;
        }
    }

    /// <summary>Acquires the lock shared with other users of the tree.</summary>
    public bool TryShare() => FileLocks.TryLock(_lock, exclusive: false);

    /// <summary>Acquires the lock exclusively.</summary>
    public bool TryOwn() => FileLocks.TryLock(_lock, exclusive: true);

    /// <summary>Creates an empty directory for the tree, and removes the remains of a crash. The lock must be held exclusively.</summary>
    public void MakeTree(CancellationToken cancellationToken)
    {
        RemoveContents(cancellationToken);

        // Access control lists and attributes of the directories above must not become part of trees.
        InheritedAttributes.Clear(Directory, TreePermissions);
        Directory.MakeDirectory(TreeName, TreePermissions);
    }

    /// <summary>Removes the directory from its root, the lock last. The lock must be held exclusively.</summary>
    /// <exception cref="ImaginatorException">Something in it cannot be removed.</exception>
    public void Remove(DirectoryHandle root, string name)
    {
        RemoveContents(CancellationToken.None);
        Directory.Unlink(LockName);
        root.RemoveDirectory(name);
    }

    /// <summary>Flushes the file system that the tree is on to its disk, and records that.</summary>
    public void Flush(CacheMarker marker)
    {
        Flushing.SyncFileSystem(_lock);
        marker.WriteFlushed(Directory);
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        Directory.Dispose();
    }

    private void RemoveContents(CancellationToken cancellationToken)
    {
        foreach (var name in Directory.ReadEntries().Where(name => name != LockName))
        {
            TreeRemover.Remove(Directory, name, cancellationToken);
        }
    }
}
