namespace Imaginator.Building.SourceTrees;

/// <summary>Flushes cached trees to disk and records that. Thread-safe.</summary>
/// <remarks>
/// As long as the machine runs, written data is readable, on disk or not; and flushes slow down builds that wait for the
/// disk. So trees are not flushed until the kernel has written most of their data.
/// </remarks>
internal sealed class CacheFlusher(CacheDirectory directory, TimeProvider timeProvider)
{
    // The kernel writes what was changed after 30 s.
    private static readonly TimeSpan MinimumAge = TimeSpan.FromMinutes(1);

    /// <summary>Flushes trees that are old enough.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush()
    {
        foreach (var name in directory.ListNames())
        {
            if (directory.TryOpenComplete(name) is not var (entry, marker))
            {
                continue;
            }

            using (entry)
            {
                if (timeProvider.GetUtcNow() - marker.MadeAt >= MinimumAge && !marker.IsFlushed(entry.Directory))
                {
                    entry.Flush(marker);
                }
            }
        }
    }
}
