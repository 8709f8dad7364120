using System.Globalization;
using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Quantities;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Something of which a disk has only so much: bytes, or files. From where what is left falls below twice the reserve,
/// each build's directory is measured; below the reserve, the one that has grown most since then has to go, if at least half
/// of what is missing is its doing. Not thread-safe.
/// </summary>
internal sealed class DiskResource
{
    private const long PartOfDisk = 50;

    private readonly Func<FileSystemSpace, (long Total, long Free)> _amounts;
    private readonly Func<FileStatus, long> _cost;
    private readonly Func<long, string> _describe;
    private readonly long _largestReserve;

    // What was left, and what each build took, when the former became little.
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
        room => (room.TotalBytes, room.FreeBytes),
        status => status.AllocatedSize,
        512L * 1024 * 1024,
        reserve => $"less than {ByteSize.Describe(reserve)} were left");

    /// <summary>Files: many file systems hold only so many, however small they are.</summary>
    public static DiskResource Files() => new(
        room => (room.TotalFiles, room.FreeFiles),
        _ => 1,
        100_000,
        reserve => string.Create(CultureInfo.InvariantCulture, $"less than {reserve} more files had room"));

    /// <summary>Looks whether somebody has to go, and tells them.</summary>
    /// <param name="room">The room on the disk.</param>
    /// <param name="watches">The commands that run.</param>
    public void Judge(FileSystemSpace room, DiskWatch[] watches)
    {
        var (total, free) = _amounts(room);
        var reserve = Math.Min(_largestReserve, total / PartOfDisk);
        if (free >= 2 * reserve)
        {
            _baselines.Clear();
            _lastFree = free;
            return;
        }

        // Measuring takes time: a disk that is merely rather full is left in peace.
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
            worst.Condemn($"it filled the disk, on which {_describe(reserve)}");
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

    /// <summary>How much a build's directory takes; what vanishes meanwhile does not count.</summary>
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
            // It changes while it is walked through; the next look is a tenth of a second away.
            return 0;
        }
    }
}
