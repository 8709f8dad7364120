using Imaginator.Building.Leftovers;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The control groups in a directory whose processes have ended; their names tell them from groups in use.</summary>
internal sealed class ControlGroupLeftovers(TimeProvider timeProvider) : ILeftoverKind
{
    public string Name => "control-groups";

    public bool EndsWithMachine => true;

    public async Task<bool> TryRemoveAsync(string path)
    {
        if (!Directory.Exists(path))
        {
            return true;
        }

        foreach (var group in StaleIn(path))
        {
            await ControlGroupRemoval.RemoveAsync(group, timeProvider);
        }

        return StaleIn(path).Length == 0;
    }

    private static string[] StaleIn(string parent) =>
        [.. Directory.GetDirectories(parent).Where(path => ControlGroupName.IsStale(Path.GetFileName(path)))];
}
