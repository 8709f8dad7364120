using Imaginator.Building.Sandboxing;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Keeps a build that fills the disk from taking all others with it: while commands run, the room on the disk is watched, and
/// before it is gone, the command goes whose build takes most of it (see <see cref="DiskResource"/>).
/// </summary>
/// <remarks>Builds of other processes, and whoever else uses the disk, are not made up for. Thread-safe.</remarks>
/// <param name="time">Paces the looks at the disk.</param>
internal sealed class DiskReserve(TimeProvider time)
{
    // What a fast disk takes in a tenth of a second is a part of the reserve.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.1);

    private readonly Lock _lock = new();
    private readonly Lock _looking = new();
    private readonly List<DiskWatch> _watches = [];
    private readonly DiskResource[] _resources = [DiskResource.Bytes(), DiskResource.Files()];
    private ITimer? _timer;

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
        using var watch = new DiskWatch(directory);
        Begin(watch);
        try
        {
            var result = await sandbox
                .RunAsync(command with { KillWhen = watch.MustGo }, log, cancellationToken);
            return result with { KilledBecause = watch.Reason };
        }
        finally
        {
            End(watch);
        }
    }

    private void Begin(DiskWatch watch)
    {
        lock (_lock)
        {
            _watches.Add(watch);
            _timer ??= time.CreateTimer(_ => Look(), null, Pace, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(DiskWatch watch)
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
        DiskWatch[] watches;
        lock (_lock)
        {
            watches = [.. _watches];
        }

        // All builds of a process grow in one place. One look at a time: a timer that was disposed of may still be at it.
        if (watches.Length > 0)
        {
            lock (_looking)
            {
                Judge(watches);
            }
        }

        lock (_lock)
        {
            _timer?.Change(Pace, Timeout.InfiniteTimeSpan);
        }
    }

    private void Judge(DiskWatch[] watches)
    {
        FileSystemSpace room;
        try
        {
            room = FileSystemSpace.Of(watches[0].Directory);
        }
        catch (LinuxException)
        {
            return; // That build has just ended; the next look is a tenth of a second away.
        }

        foreach (var resource in _resources)
        {
            resource.Judge(room, watches);
        }
    }
}
