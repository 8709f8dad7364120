namespace Imaginator.PackageCache.Storage;

/// <summary>
/// Limits the size of the cache and the number of its files: removes the least recently used files, which open readers can still read. Thread-safe.
/// </summary>
internal sealed class CacheSizeLimit(IReadOnlyList<string> directories, long maximumBytes, int maximumFiles)
{
    // More than necessary is removed, so that not every new file causes a scan.
    private const int TargetPercent = 90;

    private readonly Lock _lock = new();
    private long _bytes;
    private int _files;

    /// <summary>Counts an added file, and enforces the limit.</summary>
    public void Added(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            _files++;
            if (_bytes > maximumBytes || _files > maximumFiles)
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
            _files = files.Count;
            if (_bytes <= maximumBytes && _files <= maximumFiles)
            {
                return;
            }

            foreach (var file in files.OrderBy(file => file.LastAccessTimeUtc))
            {
                if (_bytes <= maximumBytes / 100 * TargetPercent && _files <= (long)maximumFiles * TargetPercent / 100)
                {
                    return;
                }

                _bytes -= LengthOf(file);
                _files--;
                file.Delete();
            }
        }
    }

    // Another process can have removed it.
    private static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;
}
