namespace Imaginator.PackageCache.Storage;

/// <summary>
/// Keeps the cache within its bound: what was not used for longest goes. Whoever reads a file goes on reading it. Thread-safe.
/// </summary>
internal sealed class CacheSizeLimit(IReadOnlyList<string> directories, long maximumBytes)
{
    // Some room is made at once, so that not every file that comes costs a look at all of them.
    private const int TargetPercent = 90;

    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>A file was added.</summary>
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

    /// <summary>Looks at all files, and removes what is too much.</summary>
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

    // Another process may have removed it.
    private static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;
}
