using Imaginator.Building.Leftovers;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The control groups in a directory whose processes have ended; their names tell them from groups in use.</summary>
internal sealed class ControlGroupLeftovers(TimeProvider timeProvider) : ILeftoverKind
{
    public string Name => "control-groups";

    public bool EndsWithMachine => true;

    public async Task<LeftoverRemoval> RemoveAsync(string path)
    {
        var stale = GroupsIn(path, ControlGroupName.IsStale);
        foreach (var group in stale)
        {
            await ControlGroupRemoval.RemoveAsync(group, timeProvider);
        }

        return stale.Length == 0 ? LeftoverRemoval.Absent
            : GroupsIn(path, ControlGroupName.IsStale).Length == 0 ? LeftoverRemoval.Removed
            : LeftoverRemoval.InUse;
    }

    public bool IsAbsent(string path) => GroupsIn(path, ControlGroupName.IsOwn).Length == 0;

    private static string[] GroupsIn(string parent, Predicate<string> isMeant) => Directory.Exists(parent)
        ? [.. Directory.GetDirectories(parent).Where(path => isMeant(Path.GetFileName(path)))]
        : [];
}
