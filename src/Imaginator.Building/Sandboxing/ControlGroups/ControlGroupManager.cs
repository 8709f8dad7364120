using System.Collections.Immutable;
using Imaginator.Building.Leftovers;
using Imaginator.Building.Sandboxing.Gaps;

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
        Gaps = missing == Controllers.None
            ? []
            :
            [
                new ContainmentGap(
                    Protection.ResourceLimits,
                    $"builds are not limited in {ControllerNames.Describe(missing)}, because no control group of this machine supports it"),
            ];
    }

    /// <summary>The limits that this machine does not support; usually empty.</summary>
    public ImmutableArray<ContainmentGap> Gaps { get; }

    /// <summary>Finds the hierarchies of this machine and removes the groups of killed daemons.</summary>
    /// <param name="leftovers">Records where this process makes groups; null for no records.</param>
    public static ControlGroupManager Open(TimeProvider timeProvider, LeftoverRecords? leftovers)
    {
        var mounts = ControlGroupMount.Parse(
            File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));
        var candidates = mounts.Select(ParentIn).OfType<ControlGroupParent>().ToList();
        var kind = new ControlGroupLeftovers(timeProvider);
        foreach (var parent in candidates)
        {
            // Kept until the next start, which can have other parents.
            leftovers?.Register(kind, parent.Directory);
        }

        var parents = candidates.Where(CanCreateIn).ToImmutableArray();
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
