using Imaginator.Linux.Storage;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Repositories;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>
/// The files of the cache. A file gets its name when it is complete and flushed. Its modification time is the time of the
/// last check, its access time the time of the last use. Thread-safe; processes can share the directory.
/// </summary>
/// <remarks>
/// <code>
/// packages/
///   indexes/HASH      indexes: few files, read for each request to their repository
///   files/HA/HASH     all other files
///   incoming/         files that are being fetched, locked; a file without a lock is abandoned
/// </code>
/// </remarks>
internal sealed class PackageStore
{
    private const UnixFileMode OnlyRoot = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    private readonly string _indexes;
    private readonly string _files;
    private readonly string _incoming;
    private readonly TimeProvider _timeProvider;
    private readonly CacheSizeLimit _bound;
    private readonly IncomingSpace _space;
    private readonly IndexTable _indexTable;

    private PackageStore(PackageCacheOptions options, TimeProvider timeProvider)
    {
        var directory = options.Directory;
        _indexes = Path.Combine(directory, "indexes");
        _files = Path.Combine(directory, "files");
        _incoming = Path.Combine(directory, "incoming");
        _timeProvider = timeProvider;
        _bound = new CacheSizeLimit([_indexes, _files], options.MaximumBytes, options.MaximumFiles);
        _space = new IncomingSpace(options.MaximumIncomingBytes, options.MaximumIncomingBytesOfCommand);
        _indexTable = new IndexTable(_indexes, options.MaximumIndexes, ReadHead);
    }

    /// <summary>Opens the cache, creates its directories if necessary, and removes abandoned files.</summary>
    public static PackageStore Open(PackageCacheOptions options, TimeProvider timeProvider)
    {
        Directory.CreateDirectory(options.Directory, OnlyRoot);
        var store = new PackageStore(options, timeProvider);
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

    /// <summary>Opens a file; null if it is not in the cache.</summary>
    public CachedFile? Open(CacheKey key)
    {
        var path = PathOf(key);
        if (TryOpen(path) is not { } handle)
        {
            return null;
        }

        if (HeadFormat.Read(handle) is not { } head || head.Key != key || (key.Kind == RepositoryFileKind.Immutable && !head.IsHashChecked))
        {
            handle.Dispose();
            File.Delete(path);
            return null;
        }

        // Set through the open file: another process can have replaced or removed the name.
        File.SetLastAccessTimeUtc(handle, _timeProvider.GetUtcNow().UtcDateTime);
        return new CachedFile(handle, head, File.GetLastWriteTimeUtc(handle));
    }

    /// <summary>The heads of the indexes that describe a file.</summary>
    public IReadOnlyList<FileHead> IndexesAbove(CacheKey key) => _indexTable.Above(key);

    /// <summary>Records that a command used a file. The number of indexes is limited, and the others follow their access times.</summary>
    public void MarkUsed(CacheKey key, Guid command)
    {
        if (key.Kind == RepositoryFileKind.Index)
        {
            _indexTable.MarkUsed(PathOf(key), command);
        }
    }

    /// <summary>Sets the time of the last check of a file; does nothing if the file is not in the cache.</summary>
    public void MarkChecked(CacheKey key, DateTimeOffset time)
    {
        using var handle = TryOpen(PathOf(key));
        if (handle is not null)
        {
            File.SetLastWriteTimeUtc(handle, time.UtcDateTime);
        }
    }

    /// <summary>
    /// Creates an incoming file of a command, which the caller disposes; null if there is too little space for its maximum length in
    /// bytes.
    /// </summary>
    public IncomingFile? TryBegin(Guid command, long length)
    {
        if (!_space.TryTake(command, length))
        {
            return null;
        }

        try
        {
            var path = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
            return new IncomingFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, ShareAll), path, _space, command, length);
        }
        catch
        {
            _space.Return(command, length);
            throw;
        }
    }

    /// <summary>Adds a complete file to the cache, or replaces the cached one; sets <see cref="FileHead.StoredAt"/>.</summary>
    public void Keep(CacheKey key, IncomingFile file, FileHead head, DateTimeOffset checkedAt)
    {
        HeadFormat.Write(file.Handle, head with { StoredAt = _timeProvider.GetUtcNow() });
        File.SetLastWriteTimeUtc(file.Handle, checkedAt.UtcDateTime);
        File.SetLastAccessTimeUtc(file.Handle, _timeProvider.GetUtcNow().UtcDateTime);

        // Otherwise a power failure could leave the name without the contents, and all later builds would fail.
        Flushing.SyncFile(file.Handle);
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file.Path, path, overwrite: true);
        _bound.Added(RandomAccess.GetLength(file.Handle));
    }

    private static FileHead? ReadHead(string path)
    {
        using var handle = TryOpen(path);
        return handle is null ? null : HeadFormat.Read(handle);
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
            // Exclusive access fails while the writer has the file open.
            using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (IOException)
        {
            // In use, or already removed.
            return;
        }
    }

    private string PathOf(CacheKey key) => key.Kind == RepositoryFileKind.Index
        ? Path.Combine(_indexes, key.Name)
        : Path.Combine(_files, key.Name[..2], key.Name);
}
