using Imaginator.Linux.Storage;
using Imaginator.PackageCache.Repositories;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>
/// The files of the cache. A file has its name when it is complete and on the disk. Its modification time is when it was
/// checked last, its access time when it was used last. Thread-safe; processes share the directory.
/// </summary>
/// <remarks>
/// <code>
/// packages/
///   indexes/HASH      the indexes: few, and read whenever something of their repository is asked for
///   files/HA/HASH     everything else
///   incoming/         what is being fetched, locked; what nobody holds the lock of is left over
/// </code>
/// </remarks>
internal sealed class PackageStore
{
    private const UnixFileMode OnlyRoot = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    private readonly string _indexes;
    private readonly string _files;
    private readonly string _incoming;
    private readonly TimeProvider _time;
    private readonly CacheSizeLimit _bound;

    private PackageStore(string directory, long maximumBytes, TimeProvider time)
    {
        _indexes = Path.Combine(directory, "indexes");
        _files = Path.Combine(directory, "files");
        _incoming = Path.Combine(directory, "incoming");
        _time = time;
        _bound = new CacheSizeLimit([_indexes, _files], maximumBytes);
    }

    /// <summary>Opens the cache, making it where it is missing, and removes what was left over.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="maximumBytes">What it may take of the disk.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be used.</exception>
    public static PackageStore Open(string directory, long maximumBytes, TimeProvider time)
    {
        Directory.CreateDirectory(directory, OnlyRoot);
        var store = new PackageStore(directory, maximumBytes, time);
        Directory.CreateDirectory(store._indexes);
        Directory.CreateDirectory(store._files);
        Directory.CreateDirectory(store._incoming);
        foreach (var path in Directory.EnumerateFiles(store._incoming))
        {
            RemoveIfAbandoned(path);
        }

        store._bound.Enforce();
        return store;
    }

    /// <summary>Opens a file; null if the cache does not have it.</summary>
    /// <param name="key">The file.</param>
    public CachedFile? Open(CacheKey key)
    {
        var path = PathOf(key);
        if (TryOpen(path) is not { } handle)
        {
            return null;
        }

        if (HeadFormat.Read(handle) is not { } head || head.Key != key)
        {
            handle.Dispose();
            File.Delete(path);
            return null;
        }

        // Marked as used through the open file: it may have another name by now, or none.
        File.SetLastAccessTimeUtc(handle, _time.GetUtcNow().UtcDateTime);
        return new CachedFile(handle, head, File.GetLastWriteTimeUtc(handle));
    }

    /// <summary>The heads of all indexes.</summary>
    public IEnumerable<FileHead> Indexes()
    {
        foreach (var path in Directory.EnumerateFiles(_indexes))
        {
            using var handle = TryOpen(path);
            if (handle is not null && HeadFormat.Read(handle) is { } head)
            {
                yield return head;
            }
        }
    }

    /// <summary>Notes when the repository was asked whether a file is still the same; nothing if it is gone.</summary>
    public void MarkChecked(CacheKey key, DateTimeOffset time)
    {
        using var handle = TryOpen(PathOf(key));
        if (handle is not null)
        {
            File.SetLastWriteTimeUtc(handle, time.UtcDateTime);
        }
    }

    /// <summary>Begins a file; the caller disposes of it.</summary>
    /// <exception cref="IOException">The disk is full, or something else is wrong with it.</exception>
    public IncomingFile Begin()
    {
        var path = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        return new IncomingFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, ShareAll), path);
    }

    /// <summary>Keeps a file that is complete, in place of what the cache had before.</summary>
    /// <param name="key">What it will be found by.</param>
    /// <param name="file">The file.</param>
    /// <param name="head">What is known of it; <see cref="FileHead.StoredAt"/> is set here.</param>
    /// <param name="checkedAt">When it was asked for.</param>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void Keep(CacheKey key, IncomingFile file, FileHead head, DateTimeOffset checkedAt)
    {
        HeadFormat.Write(file.Handle, head with { StoredAt = _time.GetUtcNow() });
        File.SetLastWriteTimeUtc(file.Handle, checkedAt.UtcDateTime);
        File.SetLastAccessTimeUtc(file.Handle, _time.GetUtcNow().UtcDateTime);

        // Otherwise the name could survive a power cut and the contents not, and all builds would fail on them for ever.
        Flushing.SyncFile(file.Handle);
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file.Path, path, overwrite: true);
        _bound.Added(RandomAccess.GetLength(file.Handle));
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, ShareAll);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void RemoveIfAbandoned(string path)
    {
        try
        {
            // Opening it alone fails as long as its writer holds it open.
            using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (IOException)
        {
            // In use, or gone by now.
            return;
        }
    }

    private string PathOf(CacheKey key) => key.Kind == RepositoryFileKind.Index
        ? Path.Combine(_indexes, key.Name)
        : Path.Combine(_files, key.Name[..2], key.Name);
}
