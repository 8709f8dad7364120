using System.Collections.Immutable;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>
/// Creates control groups of version 2, version 1, or both; a machine without control groups is not an error. Thread-safe.
/// </summary>
internal sealed class ControlGroupManager
{
    private readonly ImmutableArray<ControlGroupParent> _parents;
    private readonly TimeProvider _timeProvider;

    private ControlGroupManager(ImmutableArray<ControlGroupParent> parents, TimeProvider timeProvider)
    {
        _parents = parents;
        _timeProvider = timeProvider;
        var missing = Controllers.All & ~parents.Aggregate(Controllers.None, (all, parent) => all | parent.Controllers);
        Warnings = missing == Controllers.None
            ? []
            : [$"Builds are not limited in {ControllerNames.Describe(missing)}, because no control group of this machine supports it"];
    }

    /// <summary>The limits that this machine does not support, for the log; usually empty.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>Finds the hierarchies of this machine and removes the groups of killed daemons.</summary>
    public static ControlGroupManager Open(TimeProvider timeProvider)
    {
        var mounts = ControlGroupMount.Parse(
            File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));
        var parents = mounts.Select(ParentIn).OfType<ControlGroupParent>().Where(CanCreateIn).ToImmutableArray();
        foreach (var parent in parents)
        {
            RemoveStale(parent.Directory);
        }

        return new ControlGroupManager(parents, timeProvider);
    }

    /// <summary>Creates a group; removes its directories if that fails.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The kernel refuses.</exception>
    public ControlGroup Create(SandboxLimits limits)
    {
        var name = ControlGroupName.Create();
        try
        {
            return ControlGroup.Create(_parents, name, limits, _timeProvider);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var parent in _parents)
            {
                ControlGroupRemoval.TryRemove(Path.Combine(parent.Directory, name));
            }

            throw;
        }
    }

    private static ControlGroupParent? ParentIn(ControlGroupMount mount) => mount.Unified
        ? UnifiedParent.Find(mount)
        : new ControlGroupParent(mount.OwnDirectory, Unified: false, mount.Controllers);

    private static bool CanCreateIn(ControlGroupParent parent)
    {
        var probe = Path.Combine(parent.Directory, ControlGroupName.Create());
        try
        {
            Directory.CreateDirectory(probe);
            return ControlGroupRemoval.TryRemove(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void RemoveStale(string parent)
    {
        foreach (var directory in Directory.GetDirectories(parent).Where(path => ControlGroupName.IsStale(Path.GetFileName(path))))
        {
            // A sandbox dies with its daemon: usually there is nothing left to kill.
            ControlGroupRemoval.KillAll(directory);
            ControlGroupRemoval.TryRemove(directory);
        }
    }
}
