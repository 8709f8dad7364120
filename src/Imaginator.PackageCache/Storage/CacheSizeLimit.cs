namespace Imaginator.PackageCache.Storage;

/// <summary>
/// Limits the size of the cache: removes the least recently used files, which open readers can still read. Thread-safe.
/// </summary>
internal sealed class CacheSizeLimit(IReadOnlyList<string> directories, long maximumBytes)
{
    // More than necessary is removed, so that not every new file causes a scan.
    private const int TargetPercent = 90;

    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>Counts an added file, and enforces the limit.</summary>
    public void Added(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            if (_bytes > maximumBytes)
            {
                Enforce();
            }
        }
    }

    /// <summary>Scans all files, and removes files if the limit is exceeded.</summary>
    public void Enforce()
    {
        lock (_lock)
        {
            var files = directories
                .SelectMany(directory => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
                .ToList();
            _bytes = files.Sum(LengthOf);
            if (_bytes <= maximumBytes)
            {
                return;
            }

            foreach (var file in files.OrderBy(file => file.LastAccessTimeUtc))
            {
                if (_bytes <= maximumBytes / 100 * TargetPercent)
                {
                    return;
                }

                _bytes -= LengthOf(file);
                file.Delete();
            }
        }
    }

    // Another process can have removed it.
    private static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;
}
