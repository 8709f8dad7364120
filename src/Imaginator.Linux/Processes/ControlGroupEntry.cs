using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>Moves a child to control groups. Called between fork and exec, see <see cref="ForkedChild"/>.</summary>
internal static unsafe class ControlGroupEntry
{
    /// <summary>
    /// Joins control groups, and makes them the roots of what this process sees of their hierarchies. Does nothing without
    /// groups.
    /// </summary>
    /// <param name="groups">The files <c>cgroup.procs</c>.</param>
    public static bool Join(int* groups, int count)
    {
        // A single write; "0" is the writing process.
        var self = (byte)'0';
        for (var i = 0; i < count; i++)
        {
            if ((long)LibC.write(groups[i], &self, 1) != 1)
            {
                return false;
            }
        }

        return count == 0 || LibC.unshare(LibC.CLONE_NEWCGROUP) == 0;
    }
}
