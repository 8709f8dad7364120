namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>
/// Finds where groups of version 2 can be made. There, a group that contains processes cannot enable controllers for
/// groups below it, unless it is the root; so it is either the group of this process, if it is delegated
/// (systemd: Delegate=), or a group at the top.
/// </summary>
internal static class UnifiedParent
{
    private const string TopGroup = "imaginator";

    /// <summary>Finds a parent.</summary>
    /// <returns>The parent with the controllers that it can give; null if no group can be made.</returns>
    public static ControlGroupParent? Find(ControlGroupMount mount)
    {
        var directory = DelegatedGroup.Leave(mount.OwnDirectory);
        var own = Enable(directory);
        if (own == Available(mount.MountPoint))
        {
            // All available controllers; none if version 1 has them.
            return new ControlGroupParent(directory, Unified: true, own);
        }

        var top = Path.Combine(mount.MountPoint, TopGroup);
        try
        {
            Enable(mount.MountPoint);
            Directory.CreateDirectory(top);
            return new ControlGroupParent(top, Unified: true, Enable(top));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Controllers Available(string directory) => ReadControllers(directory, "cgroup.controllers");

    /// <summary>Lets groups below a directory have as many controllers as possible; returns which they have.</summary>
    private static Controllers Enable(string directory)
    {
        foreach (var (controller, name) in ControllerNames.All)
        {
            if (Available(directory).HasFlag(controller))
            {
                TryEnable(directory, name);
            }
        }

        return ReadControllers(directory, "cgroup.subtree_control");
    }

    private static void TryEnable(string directory, string controller)
    {
        try
        {
            File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), "+" + controller);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is enabled after all is read back.
        }
    }

    private static Controllers ReadControllers(string directory, string file)
    {
        try
        {
            return ControllerNames.Parse(File.ReadAllText(Path.Combine(directory, file)).Split(' ', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Controllers.None;
        }
    }
}
