using System.Collections.Frozen;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// <c>/proc</c> of the sandbox's own processes. Everything else in it is about the kernel that the host runs on: that can
/// only be read, and what says too much not even that.
/// </summary>
internal static class ProcFileSystem
{
    private const string Name = "proc";
    private const uint AnyWritePermission = 0x92; // 0222
    private const MountFlags Forbidden = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution;

    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(
        StringComparer.Ordinal,
        "kallsyms", "kcore", "key-users", "keys", "kmsg", "kpagecgroup", "kpagecount", "kpageflags", "latency_stats",
        "sched_debug", "timer_list", "vmallocinfo");

    /// <summary>Mounts it.</summary>
    /// <param name="root">The root of the tree.</param>
    /// <param name="mountPoints">Makes the mount point.</param>
    /// <param name="contained">Whether the kernel's settings are protected.</param>
    public static void Mount(DirectoryHandle root, MountPointMaker mountPoints, bool contained)
    {
        using (var mountPoint = mountPoints.MakeTop(Name))
        {
            mountPoint.MountFileSystem("proc", Forbidden);
        }

        if (!contained)
        {
            return;
        }

        using var directory = root.OpenDirectory(Name);
        foreach (var name in directory.ReadEntries())
        {
            if (!char.IsAsciiDigit(name[0]) && directory.TryGetStatus(name) is { } status)
            {
                Protect(directory, name, status);
            }
        }
    }

    private static void Protect(DirectoryHandle directory, string name, FileStatus status)
    {
        if (Hidden.Contains(name))
        {
            // A device on a mount that forbids devices: nobody can open it.
            using var mountPoint = MountPoint.Open(directory, name);
            mountPoint.Bind("/dev/null");
        }
        else if (status.Type == FileType.Directory
            || (status.Type == FileType.Regular && (status.Mode & AnyWritePermission) != 0))
        {
            using var mountPoint = MountPoint.Open(directory, name);
            mountPoint.BindToItself();
        }
        else
        {
            return;
        }

        using var mounted = MountPoint.Open(directory, name);
        mounted.Restrict(Forbidden | MountFlags.ReadOnly);
    }
}
