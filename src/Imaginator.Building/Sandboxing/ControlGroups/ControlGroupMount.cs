using System.Collections.Immutable;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>A mounted control group hierarchy and where this process is in it.</summary>
/// <param name="OwnDirectory">The directory of this process's group.</param>
/// <param name="Unified">Whether it is version 2.</param>
/// <param name="Controllers">Of version 1: what it controls.</param>
internal sealed record ControlGroupMount(string MountPoint, string OwnDirectory, bool Unified, Controllers Controllers)
{
    // mountinfo: ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [TAG]... - TYPE SOURCE SUPEROPTIONS
    private const int RootField = 3;
    private const int MountPointField = 4;

    /// <summary>Finds the hierarchies.</summary>
    /// <param name="mountInfo">The text of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="ownGroups">The text of <c>/proc/self/cgroup</c>.</param>
    /// <returns>The hierarchies; of several mounts of one, the first.</returns>
    public static ImmutableArray<ControlGroupMount> Parse(string mountInfo, string ownGroups)
    {
        var mounts = new List<ControlGroupMount>();
        foreach (var line in mountInfo.Split('\n'))
        {
            var halves = line.Split(" - ");
            var left = halves[0].Split(' ');
            if (halves.Length == 2
                && left.Length > MountPointField
                && halves[1].Split(' ') is [var type and ("cgroup" or "cgroup2"), _, var options, ..])
            {
                var unified = type == "cgroup2";
                var controllers = unified ? Controllers.None : ControllerNames.Parse(options.Split(','));
                var own = OwnGroup(ownGroups, unified, controllers);
                mounts.Add(new ControlGroupMount(
                    left[MountPointField],
                    Join(left[MountPointField], left[RootField], own),
                    unified,
                    controllers));
            }
        }

        return
        [
            .. mounts
                .Where(mount => mount.Unified || mount.Controllers != Controllers.None)
                .DistinctBy(mount => (mount.Unified, mount.Controllers)),
        ];
    }

    /// <summary>The group of this process: lines are <c>ID:CONTROLLERS:GROUP</c>, of version 2 <c>0::GROUP</c>.</summary>
    private static string OwnGroup(string ownGroups, bool unified, Controllers controllers)
    {
        foreach (var line in ownGroups.Split('\n'))
        {
            if (line.Split(':', 3) is [var id, var names, var group]
                && (unified ? id == "0" && names.Length == 0 : ControllerNames.Parse(names.Split(',')) == controllers))
            {
                return group;
            }
        }

        return "/";
    }

    /// <summary>In a container, only a part of the hierarchy is mounted: the part below <paramref name="root"/>.</summary>
    private static string Join(string mountPoint, string root, string group)
    {
        var prefix = root.TrimEnd('/');
        return group.StartsWith(prefix + "/", StringComparison.Ordinal)
            ? (mountPoint + group[prefix.Length..]).TrimEnd('/')
            : mountPoint;
    }
}
