using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// The directory of the cache: an entry per tree, named by the tree's digest, and a lock that whoever opens, judges or
/// renames entries holds for moments. Any number of processes share it. Thread-safe.
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

    /// <summary>Opens the directory, creating it where missing.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static CacheDirectory Open(string path)
    {
        // Trees hold set-uid programs: nobody else may get at them.
        Directory.CreateDirectory(path, OwnerOnly);
        var root = DirectoryHandle.OpenHost(path);

        // ext4 is slow for minutes where a tree has just been deleted: each tree gets a place of its own.
        DirectoryPlacement.TrySpreadSubdirectories(root);
        return new CacheDirectory(root);
    }

    /// <summary>Opens an entry to use it, or else to make it.</summary>
    /// <returns>
    /// The entry, shared, and its marker; or the entry alone and no marker, for whoever asked to make; null while somebody
    /// else makes or removes it.
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
    /// <returns>The entry, shared, and its marker; null if there is none, or somebody makes or removes it.</returns>
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
    /// <param name="bytes">About how much of the disk its tree takes, in bytes.</param>
    public void Complete(CacheEntry entry, long bytes, string imageName, DateTimeOffset now)
    {
        // Under the lock, because for a moment nobody holds the entry's.
        using var held = Lock();
        new CacheMarker(_bootId, now, bytes, imageName).Write(entry.Directory);
        CacheMarker.Touch(entry.Directory, now);
        entry.TryShare();
    }

    /// <summary>All entries as they are now, whoever uses them. The lock must be held.</summary>
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

    /// <summary>Takes an entry out of the cache, unless somebody else uses it. The lock must be held.</summary>
    /// <returns>Its name until it is removed; null if it is used.</returns>
    public string? TryTakeOut(CacheEntry entry, string name)
    {
        if (!entry.TryOwn())
        {
            return null;
        }

        var newName = RemovedPrefix + Guid.NewGuid().ToString("N");
        _root.Rename(name, _root, newName);
        return newName;
    }

    /// <summary>Entries that were taken out by somebody who did not come to remove them. The lock must be held.</summary>
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

    /// <summary>Removes an entry that was taken out.</summary>
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

    // Through a handle of its own: reading a directory moves the handle's position.
    private List<string> List(Predicate<string> selected)
    {
        using var listing = _root.Reopen();
        return listing.ReadEntries().FindAll(selected);
    }
}
