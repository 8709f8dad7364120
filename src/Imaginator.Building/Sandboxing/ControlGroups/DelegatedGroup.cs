using Imaginator.Linux.Trees;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>
/// A group of version 2 that systemd delegated to this process (<c>Delegate=yes</c>). Before it can give
/// controllers to groups below it, its processes must leave it, for a group below it too: the kernel allows either.
/// </summary>
internal static class DelegatedGroup
{
    /// <summary>The group that its processes go to.</summary>
    public const string Leaf = "daemon";

    // Which of the two there is depends on the version of systemd.
    private static readonly string[] Marks = ["trusted.delegate", "user.delegate"];

    /// <summary>Finds the delegated group that this process is in, and leaves it for its leaf.</summary>
    /// <returns>The directory of the delegated group, without processes; <paramref name="own"/> if no group is delegated.</returns>
    public static string Leave(string own)
    {
        if (Path.GetFileName(own) == Leaf && Path.GetDirectoryName(own) is { } parent && IsDelegated(parent))
        {
            // Left before.
            return parent;
        }

        if (IsDelegated(own))
        {
            MoveProcesses(own, Path.Combine(own, Leaf));
        }

        return own;
    }

    private static bool IsDelegated(string directory)
    {
        try
        {
            using var group = DirectoryHandle.OpenHost(directory);
            return Marks.Any(mark => group.TryGetExtendedAttribute(mark) is [(byte)'1', ..]);
        }
        catch (IOException)
        {
            // No such directory: version 1 alone.
            return false;
        }
    }

    private static void MoveProcesses(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var process in File.ReadAllLines(Path.Combine(from, "cgroup.procs")))
        {
            try
            {
                File.WriteAllText(Path.Combine(to, "cgroup.procs"), process);
            }
            catch (IOException)
            {
                // The process has ended, or cannot be moved: then enabling the controllers fails, which is detected later.
            }
        }
    }
}
