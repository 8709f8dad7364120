using Imaginator.Linux;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.SourceTrees;

/// <summary>Keeps the cache within its bound. Thread-safe.</summary>
/// <param name="sizeLimit">The maximum disk space of unused trees in bytes.</param>
internal sealed class CacheTrimmer(CacheDirectory directory, long sizeLimit, ILogger logger)
{
    /// <summary>Removes the least recently used trees until the rest fits, and the remains of crashes.</summary>
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

        // Trees that are useless or never fit are removed as soon as they are unused, and do not displace other trees while they are used.
        bool IsKept(CacheMarker? marker) => marker is not null && marker.Bytes <= sizeLimit;
        var total = all.Where(one => IsKept(one.Marker)).Sum(one => one.Marker!.Bytes);

        // The others by how long they were not used.
        foreach (var (name, entry, marker) in all.OrderBy(one => CacheMarker.LastUse(one.Entry.Directory)).ToList())
        {
            if ((total > sizeLimit || !IsKept(marker)) && directory.TryTakeOut(entry, name) is { } newName)
            {
                removed.Add((newName, entry));
                total -= IsKept(marker) ? marker!.Bytes : 0;
            }
            else
            {
                entry.Dispose();
            }
        }
    }
}
