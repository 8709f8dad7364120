using System.Globalization;
using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Quantities;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// A limited resource of a disk: bytes or files. When the free amount falls below twice the reserve, the directory of each
/// build is measured. Below the reserve, the build that has grown most since then must stop, if it used at least half of the
/// difference. Not thread-safe.
/// </summary>
internal sealed class DiskResource
{
    private const long PartOfDisk = 50;

    private readonly Func<FileSystemSpace, (long Total, long Free)> _amounts;
    private readonly Func<FileStatus, long> _cost;
    private readonly Func<long, string> _describe;
    private readonly long _largestReserve;

    // The free amount and the size of each build when the free amount became low.
    private readonly Dictionary<DiskWatch, (long Free, long Size)> _baselines = [];
    private long _lastFree = long.MaxValue;

    private DiskResource(
        Func<FileSystemSpace, (long Total, long Free)> amounts,
        Func<FileStatus, long> cost,
        long largestReserve,
        Func<long, string> describe)
    {
        _amounts = amounts;
        _cost = cost;
        _largestReserve = largestReserve;
        _describe = describe;
    }

    /// <summary>Bytes.</summary>
    public static DiskResource Bytes() => new(
        space => (space.TotalBytes, space.FreeBytes),
        status => status.AllocatedSize,
        512L * 1024 * 1024,
        reserve => $"less than {ByteSize.Describe(reserve)} were free");

    /// <summary>Files: many file systems have a maximum number of files of any size.</summary>
    public static DiskResource Files() => new(
        space => (space.TotalFiles, space.FreeFiles),
        _ => 1,
        100_000,
        reserve => string.Create(CultureInfo.InvariantCulture, $"less than {reserve} more files fitted"));

    /// <summary>Stops a command if the free amount is below the reserve.</summary>
    public void Check(FileSystemSpace space, DiskWatch[] watches)
    {
        var (total, free) = _amounts(space);
        var reserve = Math.Min(_largestReserve, total / PartOfDisk);
        if (free >= 2 * reserve)
        {
            _baselines.Clear();
            _lastFree = free;
            return;
        }

        // Measuring is slow: it is done only while the free amount falls.
        var isFalling = free < _lastFree - (reserve / 16);
        if (!isFalling && Array.TrueForAll(watches, _baselines.ContainsKey))
        {
            return;
        }

        _lastFree = free;
        foreach (var ended in _baselines.Keys.Except(watches).ToList())
        {
            _baselines.Remove(ended);
        }

        if (FindWorst(free, watches) is { } worst && free < reserve)
        {
            worst.Stop($"it filled the disk, on which {_describe(reserve)}");
        }
    }

    private DiskWatch? FindWorst(long free, DiskWatch[] watches)
    {
        (DiskWatch Watch, long Growth)? worst = null;
        foreach (var watch in watches)
        {
            var size = Measure(watch.Directory);
            if (!_baselines.TryGetValue(watch, out var baseline))
            {
                _baselines[watch] = baseline = (free, size);
            }

            var growth = size - baseline.Size;
            if (growth > (baseline.Free - free) / 2 && growth > (worst?.Growth ?? 0))
            {
                worst = (watch, growth);
            }
        }

        return worst?.Watch;
    }

    /// <summary>The size of the directory of a build, without files that vanish during the walk.</summary>
    private long Measure(string directory)
    {
        try
        {
            using var root = DirectoryHandle.OpenHost(directory);
            using var cursor = new TreeCursor(root);
            return cursor.Walk().Sum(entry => _cost(entry.Status));
        }
        catch (Exception e) when (e is LinuxException or ImaginatorException)
        {
            // It changes during the walk; the next check follows in 0.1 s.
            return 0;
        }
    }
}
