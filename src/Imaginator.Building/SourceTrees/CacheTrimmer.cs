using Imaginator.Linux;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.SourceTrees;

/// <summary>Keeps the cache within its bound. Thread-safe.</summary>
/// <param name="directory">The cache.</param>
/// <param name="sizeLimit">How much of the disk trees may take that nobody uses, in bytes.</param>
/// <param name="logger">Gets what cannot be removed.</param>
internal sealed class CacheTrimmer(CacheDirectory directory, long sizeLimit, ILogger logger)
{
    /// <summary>Removes what was not used for longest until the rest fits, and what crashes have left.</summary>
    public void Trim()
    {
        List<(string Name, CacheEntry Entry)> removed;
        using (directory.Lock())
        {
            removed = directory.OpenAbandoned();
            TakeSurplusOut(removed);
        }

        foreach (var (name, entry) in removed)
        {
            using (entry)
            {
                try
                {
                    directory.Remove(name, entry);
                }
                catch (Exception e) when (e is LinuxException or ImaginatorException)
                {
                    SourceTreeLog.TreeNotRemoved(logger, entry.Path, e.Message);
                }
            }
        }
    }

    private void TakeSurplusOut(List<(string Name, CacheEntry Entry)> removed)
    {
        var all = directory.OpenAll();
        var total = all.Sum(one => one.Marker?.Bytes ?? 0);

        // First what is worth nothing or never fits, then what was not used for longest.
        var order = all
            .OrderByDescending(one => one.Marker is null || one.Marker.Bytes > sizeLimit)
            .ThenBy(one => CacheMarker.LastUse(one.Entry.Directory))
            .ToList();
        foreach (var (name, entry, marker) in order)
        {
            if ((marker is null || total > sizeLimit) && directory.TryTakeOut(entry, name) is { } newName)
            {
                removed.Add((newName, entry));
                total -= marker?.Bytes ?? 0;
            }
            else
            {
                entry.Dispose();
            }
        }
    }
}
