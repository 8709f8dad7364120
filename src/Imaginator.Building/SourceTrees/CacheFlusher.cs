namespace Imaginator.Building.SourceTrees;

/// <summary>Sees to it that cached trees get on disk, and that this is known. Thread-safe.</summary>
/// <remarks>
/// As long as the machine runs, what was written is there, on disk or not; and what goes on disk while a build waits for the
/// disk makes the build wait longer. So trees are left alone until the kernel has written most of them by itself.
/// </remarks>
internal sealed class CacheFlusher(CacheDirectory directory, TimeProvider timeProvider)
{
    // The kernel writes what was changed after 30 s.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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
                if (timeProvider.GetUtcNow() - marker.MadeAt >= Patience && !marker.IsFlushed(entry.Directory))
                {
                    entry.Flush(marker);
                }
            }
        }
    }
}
