using Imaginator.Building.Sandboxing;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Protects other builds from a build that fills the disk: it watches the free space while commands run, and before the disk
/// is full, it stops the command of the build that holds most of the space (see <see cref="DiskResource"/>).
/// </summary>
/// <remarks>Thread-safe. Other processes that use the disk are not taken into account.</remarks>
internal sealed class DiskReserve(TimeProvider timeProvider)
{
    // A fast disk writes a part of the reserve in this time. While space is falling, checks are more frequent.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan ShortInterval = TimeSpan.FromSeconds(0.02);

    private readonly Lock _lock = new();
    private readonly Lock _checking = new();
    private readonly List<DiskWatch> _watches = [];
    private readonly DiskResource[] _resources = [DiskResource.Bytes(), DiskResource.Files()];
    private ITimer? _timer;
    private long _lastShortage = long.MinValue;

    /// <summary>Runs a command of a build that grows in a workspace, and watches the disk.</summary>
    public async Task<CommandResult> RunAsync(
        ISandbox sandbox, Workspace workspace, SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        using var watch = new DiskWatch(workspace.Path, () => workspace.BytesElsewhere);
        Begin(watch);
        try
        {
            var result = await sandbox
                .RunAsync(command with { KillToken = watch.MustStop }, log, cancellationToken);
            return result with { KilledBecause = watch.Reason };
        }
        finally
        {
            End(watch);
        }
    }

    /// <summary>
    /// Fails if a part of a build may be lost. A file system of a build can have more space than the disk of the machine: if that disk is
    /// full, the kernel cannot write what commands have written, and they get no error. Because the check writes everything, it is done
    /// only if the disk was nearly full during the build.
    /// </summary>
    /// <param name="started">The timestamp of the start of the build.</param>
    /// <exception cref="ImaginatorException">Contents are lost.</exception>
    public void CheckContents(Workspace workspace, long started)
    {
        if (workspace.HasDiskLimit
            && (Volatile.Read(ref _lastShortage) >= started || DiskResource.HasFewBytes(SpaceOf(workspace.Path))))
        {
            workspace.CheckContents();
        }
    }

    // Above the workspace, in which the kernel states the quota of the build instead of the disk.
    private static FileSystemSpace SpaceOf(string workspace) => FileSystemSpace.Of(Path.GetDirectoryName(workspace)!);

    private void Begin(DiskWatch watch)
    {
        lock (_lock)
        {
            _watches.Add(watch);
            _timer ??= timeProvider.CreateTimer(_ => Check(), null, CheckInterval, Timeout.InfiniteTimeSpan);
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

    private void Check()
    {
        DiskWatch[] watches;
        lock (_lock)
        {
            watches = [.. _watches];
        }

        // All builds of a process grow in one directory. One check at a time: a disposed timer may still run its callback.
        if (watches.Length > 0)
        {
            lock (_checking)
            {
                CheckResources(watches);
            }
        }

        lock (_lock)
        {
            var isFalling = Array.Exists(_resources, resource => resource.IsFalling);
            _timer?.Change(isFalling ? ShortInterval : CheckInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void CheckResources(DiskWatch[] watches)
    {
        FileSystemSpace space;
        try
        {
            space = SpaceOf(watches[0].Directory);
        }
        catch (LinuxException)
        {
            return; // The next check follows in 0.1 s.
        }

        if (DiskResource.HasFewBytes(space))
        {
            Volatile.Write(ref _lastShortage, timeProvider.GetTimestamp());
        }

        foreach (var resource in _resources)
        {
            resource.Check(space, watches);
        }
    }
}
