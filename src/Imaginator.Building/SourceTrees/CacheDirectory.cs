using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// The directory of the cache: an entry per tree, named by the tree's digest, and a lock, which is held for a short time
/// to open, inspect or rename entries. Any number of processes share it. Thread-safe.
/// </summary>
internal sealed class CacheDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string LockName = "lock";
    private const string RemovedPrefix = "removed-";

    private readonly DirectoryHandle _root;
    private readonly string _bootId = BootId.Read();

    private CacheDirectory(DirectoryHandle root) => _root = root;

    public string Path => _root.DisplayPath;

    /// <summary>Opens the directory, creating it if it is missing.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static CacheDirectory Open(string path)
    {
        // Trees contain set-uid programs: no other user may reach them.
        Directory.CreateDirectory(path, OwnerOnly);
        var root = DirectoryHandle.OpenHost(path);

        // ext4 is slow for minutes where a tree has just been deleted: each tree gets a separate directory.
        DirectoryPlacement.TrySpreadSubdirectories(root);
        return new CacheDirectory(root);
    }

    /// <summary>Opens an entry to use it or, if it is missing, to create it.</summary>
    /// <returns>
    /// The entry, shared, and its marker; or, for the caller that must create it, the entry locked exclusively and no marker; null while
    /// another caller creates or removes it.
    /// </returns>
    public (CacheEntry Entry, CacheMarker? Marker)? TryOpen(string name)
    {
        using var held = Lock();
        var entry = CacheEntry.Open(_root, name);
        if (entry.TryShare())
        {
            if (CacheMarker.TryRead(entry.Directory, _bootId) is { } marker)
            {
                return (entry, marker);
            }

            if (entry.TryOwn())
            {
                return (entry, null);
            }
        }

        entry.Dispose();
        return null;
    }

    /// <summary>Opens a complete entry to use it.</summary>
    /// <returns>The entry, shared, and its marker; null if it is missing, or being created or removed.</returns>
    public (CacheEntry Entry, CacheMarker Marker)? TryOpenComplete(string name)
    {
        using var held = Lock();
        if (CacheEntry.TryOpen(_root, name) is not { } entry)
        {
            return null;
        }

        if (entry.TryShare() && CacheMarker.TryRead(entry.Directory, _bootId) is { } marker)
        {
            return (entry, marker);
        }

        entry.Dispose();
        return null;
    }

    /// <summary>Completes an entry that the caller owns; from here on it is shared.</summary>
    /// <param name="bytes">The approximate disk space of its tree in bytes.</param>
    public void Complete(CacheEntry entry, long bytes, string imageName, DateTimeOffset now)
    {
        // Under the lock, because for a moment the lock of the entry is not held.
        using var held = Lock();
        TreeSeal.Set(entry.Directory);
        new CacheMarker(_bootId, now, bytes, imageName).Write(entry.Directory);
        CacheMarker.Touch(entry.Directory, now);
        entry.TryShare();
    }

    /// <summary>All present entries, used or not. The lock must be held.</summary>
    public List<(string Name, CacheEntry Entry, CacheMarker? Marker)> OpenAll()
    {
        var entries = new List<(string, CacheEntry, CacheMarker?)>();
        foreach (var name in ListNames())
        {
            if (CacheEntry.TryOpen(_root, name) is { } entry)
            {
                entries.Add((name, entry, CacheMarker.TryRead(entry.Directory, _bootId)));
            }
        }

        return entries;
    }

    /// <summary>The names of all entries, complete or not.</summary>
    public IReadOnlyList<string> ListNames() => List(TreeDigest.IsDigest);

    /// <summary>Moves an entry out of the cache, unless another process or build uses it. The lock must be held.</summary>
    /// <returns>Its name until it is removed; null if it is used.</returns>
    public string? TryTakeOut(CacheEntry entry, string name)
    {
        if (!entry.TryOwn())
        {
            return null;
        }

        var newName = NewRemovedName();
        _root.Rename(name, _root, newName);
        return newName;
    }

    /// <summary>
    /// Moves an entry out of the cache although builds can use it: it is removed when the last of them has ended. Has no effect on an
    /// entry that has been moved before.
    /// </summary>
    public void TakeOutInUse(CacheEntry entry, string name)
    {
        using var held = Lock();
        if (_root.TryGetStatus(name)?.InodeNumber == entry.Directory.GetStatus().InodeNumber)
        {
            _root.Rename(name, _root, NewRemovedName());
        }
    }

    /// <summary>Entries that were moved out of the cache but not removed. The lock must be held.</summary>
    public List<(string Name, CacheEntry Entry)> OpenAbandoned()
    {
        var abandoned = new List<(string, CacheEntry)>();
        foreach (var name in List(name => name.StartsWith(RemovedPrefix, StringComparison.Ordinal)))
        {
            if (CacheEntry.TryOpen(_root, name) is { } entry)
            {
                if (entry.TryOwn())
                {
                    abandoned.Add((name, entry));
                }
                else
                {
                    entry.Dispose();
                }
            }
        }

        return abandoned;
    }

    /// <summary>Removes an entry that was moved out of the cache.</summary>
    /// <exception cref="ImaginatorException">Something in it cannot be removed.</exception>
    public void Remove(string name, CacheEntry entry)
    {
        // A tree that will be trusted after a power cut must be out of the cache for good before anything of it goes.
        if (CacheMarker.IsMarkedAsFlushed(entry.Directory))
        {
            using var root = _root.OpenAsFile();
            Flushing.SyncFile(root);
        }

        entry.Remove(_root, name);
    }

    /// <summary>Takes the lock until the result is disposed of.</summary>
    public IDisposable Lock() => LockFile.Take(_root, LockName);

    public void Dispose() => _root.Dispose();

    private static string NewRemovedName() => RemovedPrefix + Guid.NewGuid().ToString("N");

    // Through a separate handle: reading a directory moves the handle's position.
    private List<string> List(Predicate<string> selected)
    {
        using var listing = _root.Reopen();
        return listing.ReadEntries().FindAll(selected);
    }
}
