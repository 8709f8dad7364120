using Imaginator.Building.Sandboxing;
using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Keeps a build that fills the disk from taking all others with it: while commands run, the room on the disk is watched, and
/// before it is gone, the command goes whose build takes most of it.
/// </summary>
/// <remarks>
/// From where the room falls below twice the reserve, each build's directory is measured; below the reserve, the one that has
/// grown most since then has to go, if at least half of what is missing is its doing. Builds of other processes, and
/// whoever else uses the disk, are thus not made up for. Thread-safe.
/// </remarks>
/// <param name="time">Paces the looks at the disk.</param>
internal sealed class DiskReserve(TimeProvider time)
{
    private const long LargestReserve = 512L * 1024 * 1024;
    private const long PartOfDisk = 50;

    // What a fast disk takes in a tenth of a second is a part of the reserve.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.1);

    private readonly Lock _lock = new();
    private readonly List<Watch> _watches = [];
    private ITimer? _timer;
    private long _lastFree = long.MaxValue;

    /// <summary>Watches while a command of a build runs.</summary>
    /// <param name="directory">The build's directory, in which it grows.</param>
    /// <returns>The watch; disposing of it ends it.</returns>
    private Watch Begin(string directory)
    {
        var watch = new Watch(this, directory);
        lock (_lock)
        {
            _watches.Add(watch);
            _timer ??= time.CreateTimer(_ => Look(), null, Pace, Timeout.InfiniteTimeSpan);
        }

        return watch;
    }

    /// <summary>Runs a command of a build under watch.</summary>
    /// <param name="sandbox">Where it runs.</param>
    /// <param name="directory">The build's directory, in which it grows.</param>
    /// <param name="command">The command.</param>
    /// <param name="log">Gets what it prints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How it ended.</returns>
    public async Task<CommandResult> RunAsync(
        ISandbox sandbox, string directory, SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        using var watch = Begin(directory);
        var result = await sandbox
            .RunAsync(command with { KillWhen = watch.MustGo }, log, cancellationToken).ConfigureAwait(false);
        return result with { KilledBecause = watch.Reason };
    }

    private void End(Watch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            if (_watches.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private void Look()
    {
        Watch[] watches;
        lock (_lock)
        {
            watches = [.. _watches];
        }

        // All builds of a process grow in one place.
        if (watches.Length > 0)
        {
            Judge(new DriveInfo(watches[0].Directory), watches);
        }

        lock (_lock)
        {
            _timer?.Change(Pace, Timeout.InfiniteTimeSpan);
        }
    }

    private void Judge(DriveInfo disk, Watch[] watches)
    {
        var free = disk.AvailableFreeSpace;
        var reserve = Math.Min(LargestReserve, disk.TotalSize / PartOfDisk);
        if (free >= 2 * reserve)
        {
            Array.ForEach(watches, watch => watch.Baseline = null);
            _lastFree = free;
            return;
        }

        // Measuring takes time: a disk that is merely rather full is left in peace.
        var isFalling = free < _lastFree - (reserve / 16);
        if (!isFalling && Array.TrueForAll(watches, watch => watch.Baseline is not null))
        {
            return;
        }

        _lastFree = free;
        (Watch Watch, long Growth)? worst = null;
        foreach (var watch in watches)
        {
            var size = Measure(watch.Directory);
            watch.Baseline ??= (free, size);
            var growth = size - watch.Baseline.Value.Size;
            if (growth > (watch.Baseline.Value.Free - free) / 2 && growth > (worst?.Growth ?? 0))
            {
                worst = (watch, growth);
            }
        }

        if (free < reserve && worst is { } found)
        {
            found.Watch.Condemn($"it filled the disk, on which less than {ByteCount.Describe(reserve)} were left");
        }
    }

    /// <summary>How much room a build's directory takes, in bytes; what vanishes meanwhile does not count.</summary>
    private static long Measure(string directory)
    {
        try
        {
            using var root = DirectoryHandle.OpenHost(directory);
            using var cursor = new TreeCursor(root);
            return cursor.Walk().Sum(entry => entry.Status.AllocatedSize);
        }
        catch (Exception e) when (e is LinuxException or ImaginatorException)
        {
            // It changes while it is walked through; the next look is a tenth of a second away.
            return 0;
        }
    }

    /// <summary>The watch over one command.</summary>
    private sealed class Watch(DiskReserve owner, string directory) : IDisposable
    {
        private readonly CancellationTokenSource _condemned = new();

        public string Directory => directory;

        /// <summary>Cancelled when the command has to go.</summary>
        public CancellationToken MustGo => _condemned.Token;

        /// <summary>Why it has to go; null if it has not.</summary>
        public string? Reason { get; private set; }

        /// <summary>The room on the disk and that of the build, when the former became little; in bytes.</summary>
        public (long Free, long Size)? Baseline { get; set; }

        public void Condemn(string reason)
        {
            Reason ??= reason;
            _condemned.Cancel();
        }

        // The source stays usable: a look may be under way. Without timers or links, it holds nothing to be released.
        public void Dispose() => owner.End(this);
    }
}
