using System.Collections.Immutable;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// The <c>/proc</c> of the sandbox's processes. If contained, it is read-only, because in addition to the kernel's settings it
/// contains settings below the process directories that all processes in the same network share (<c>/proc/net</c>).
/// Files that disclose too much about the host cannot be opened.
/// </summary>
internal static class ProcFileSystem
{
    private const string Name = "proc";
    private const MountFlags Forbidden = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution;

    private static readonly ImmutableArray<string> Hidden =
    [
        "kallsyms", "kcore", "key-users", "keys", "kmsg", "kpagecgroup", "kpagecount", "kpageflags", "latency_stats",
        "sched_debug", "timer_list", "vmallocinfo",
    ];

    /// <summary>Mounts the file system.</summary>
    /// <param name="contained">Whether it is read-only for commands.</param>
    public static DirectoryHandle Mount(DirectoryHandle root, MountPointMaker mountPoints, bool contained)
    {
        mountPoints.MakeTop(Name).Dispose();
        using (var covered = root.OpenDirectory(Name))
        using (var proc = DetachedMount.CreateProcForChildren(Forbidden))
        {
            proc.AttachTo(covered);
        }

        var directory = root.OpenDirectory(Name);
        if (contained)
        {
            Protect(root);
        }

        return directory;
    }

    private static void Protect(DirectoryHandle root)
    {
        using (var mountPoint = MountPoint.Open(root, Name))
        {
            mountPoint.BindToItself();
        }

        using (var mounted = MountPoint.Open(root, Name))
        {
            mounted.Restrict(Forbidden | MountFlags.ReadOnly);
        }

        using var directory = root.OpenDirectory(Name);
        foreach (var name in Hidden.Where(name => directory.TryGetStatus(name) is not null))
        {
            // A device on a mount that forbids devices cannot be opened.
            using (var mountPoint = MountPoint.Open(directory, name))
            {
                mountPoint.Bind("/dev/null");
            }

            using var hidden = MountPoint.Open(directory, name);
            hidden.Restrict(Forbidden | MountFlags.ReadOnly);
        }
    }
}
