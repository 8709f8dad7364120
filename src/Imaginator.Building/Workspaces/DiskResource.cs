using System.Globalization;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Quantities;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// A limited resource of a disk: bytes or files. When the free amount falls below twice the reserve, each build is measured.
/// Below the reserve, one build must stop: of those that may have used the missing amount, the one that holds most. A build that
/// has not grown since it was first measured is not one of these; builds that were never measured before are: the free amount
/// can fall from plenty to nothing between two checks. Not thread-safe.
/// </summary>
internal sealed class DiskResource
{
    private const long PartOfDisk = 50;
    private const long LargestReserveOfBytes = 512L * 1024 * 1024;

    private readonly Func<FileSystemSpace, (long Total, long Free)> _amounts;
    private readonly Func<FileStatus, long> _cost;
    private readonly Func<DiskWatch, long> _elsewhere;
    private readonly Func<long, string> _describe;
    private readonly long _largestReserve;

    // The free amount and the size of each build, by its directory, when the free amount became low: a build has many watches.
    private readonly Dictionary<string, (long Free, long Size)> _baselines = [];
    private long _lastFree = long.MaxValue;

    private DiskResource(
        Func<FileSystemSpace, (long Total, long Free)> amounts,
        Func<FileStatus, long> cost,
        Func<DiskWatch, long> elsewhere,
        long largestReserve,
        Func<long, string> describe)
    {
        _amounts = amounts;
        _cost = cost;
        _elsewhere = elsewhere;
        _largestReserve = largestReserve;
        _describe = describe;
    }

    /// <summary>Bytes.</summary>
    public static DiskResource Bytes() => new(
        space => (space.TotalBytes, space.FreeBytes),
        status => status.AllocatedSize,
        watch => watch.BytesElsewhere,
        LargestReserveOfBytes,
        reserve => $"less than {ByteSize.Describe(reserve)} were free");

    /// <summary>Files: many file systems have a maximum number of files of any size.</summary>
    public static DiskResource Files() => new(
        space => (space.TotalFiles, space.FreeFiles),
        _ => 1,
        _ => 0,
        100_000,
        reserve => string.Create(CultureInfo.InvariantCulture, $"less than {reserve} more files fitted"));

    /// <summary>Whether so few bytes are free that builds are measured.</summary>
    public static bool HasFewBytes(FileSystemSpace space) =>
        space.FreeBytes < 2 * Math.Min(LargestReserveOfBytes, space.TotalBytes / PartOfDisk);

    /// <summary>Whether the free amount was low or fell much at the last check.</summary>
    public bool IsFalling { get; private set; }

    /// <summary>Stops a command if the free amount is below the reserve.</summary>
    public void Check(FileSystemSpace space, DiskWatch[] watches)
    {
        var (total, free) = _amounts(space);
        var reserve = Math.Min(_largestReserve, total / PartOfDisk);
        IsFalling = free < 2 * reserve || (_lastFree != long.MaxValue && free < _lastFree - (reserve / 4));
        if (free >= 2 * reserve)
        {
            _baselines.Clear();
            _lastFree = free;
            return;
        }

        // Measuring is slow: it is done only while the free amount falls.
        var hasFallen = free < _lastFree - (reserve / 16);
        if (!hasFallen && Array.TrueForAll(watches, watch => _baselines.ContainsKey(watch.Directory)))
        {
            return;
        }

        var fallen = _lastFree == long.MaxValue ? reserve : _lastFree - free;
        _lastFree = free;
        if (FindLargest(free, Math.Max(fallen, 0), watches) is { } largest && free < reserve)
        {
            largest.Stop($"it filled the disk, on which {_describe(reserve)}");
        }
    }

    /// <summary>The build that holds most, of those that may have used what is missing.</summary>
    /// <param name="fallen">The amount by which the free amount has fallen since the last check.</param>
    private DiskWatch? FindLargest(long free, long fallen, DiskWatch[] watches)
    {
        (DiskWatch Watch, long Size)? largest = null;
        foreach (var watch in watches)
        {
            var size = Measure(watch);
            var (before, sizeBefore) = _baselines.TryGetValue(watch.Directory, out var baseline) ? baseline : (free + fallen, 0);
            _baselines.TryAdd(watch.Directory, (free, size));

            // Others than builds may use the disk, too: then no build has grown by a part that counts.
            var growth = size - sizeBefore;
            if (growth > (before - free) / (2 * watches.Length) && growth > 0 && size > (largest?.Size ?? 0))
            {
                largest = (watch, size);
            }
        }

        return largest?.Watch;
    }

    /// <summary>The size of the directory of a build, without files that vanish during the walk.</summary>
    private long Measure(DiskWatch watch)
    {
        try
        {
            using var root = DirectoryHandle.OpenHost(watch.Directory);
            using var cursor = new TreeCursor(root, sorted: false);
            return _elsewhere(watch) + cursor.Walk().Sum(entry => _cost(entry.Status));
        }
        catch (Exception e) when (e is LinuxException or ImaginatorException)
        {
            // It changes during the walk; the next check follows in 0.1 s.
            return 0;
        }
    }
}
