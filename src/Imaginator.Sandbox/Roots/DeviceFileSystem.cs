using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// A private <c>/dev</c> with the few devices that programs require. Other device nodes can be created there, but not
/// opened: the mount forbids devices, and each provided device is a separate mount that permits them.
/// </summary>
internal static class DeviceFileSystem
{
    private const string Name = "dev";
    private const uint DirectoryPermissions = 0x1ED; // 0755
    private const uint TerminalGroup = 5; // tty, on all distributions

    // The kernel has 4096 for the whole machine.
    private const int MaximumTerminals = 256;
    private const uint DevicePermissions = 0x1B6; // 0666
    private const MountFlags Forbidden = MountFlags.NoSetUid | MountFlags.NoExecution;

    private static readonly (string Name, uint Major, uint Minor)[] Devices =
    [
        ("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0),
    ];

    private static readonly (string Name, string Target)[] Links =
    [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
    ];

    /// <summary>Mounts the file system.</summary>
    public static void Mount(DirectoryHandle root, MountPointMaker mountPoints, bool contained)
    {
        using (var mountPoint = mountPoints.MakeTop(Name))
        {
            mountPoint.MountFileSystem("tmpfs", Forbidden, "mode=755,size=4m,nr_inodes=4096" + Owner(root.Shift));
        }

        // Opened with the shift of the tree, so that root of the namespace owns what is created.
        using var directory = root.OpenDirectory(Name);
        foreach (var (name, major, minor) in Devices)
        {
            directory.MakeNode(name, (uint)FileType.CharacterDevice | DevicePermissions, (major << 8) | minor);
            using var node = MountPoint.Open(directory, name);
            node.BindToItself();
        }

        foreach (var (name, target) in Links)
        {
            directory.MakeSymbolicLink(name, target);
        }

        MountBelow(
            directory,
            "pts",
            "devpts",
            $"newinstance,ptmxmode=0666,mode=0620,gid={root.Shift.ToMount(TerminalGroup, Name)},max={MaximumTerminals}");
        MountBelow(directory, "shm", "tmpfs", "mode=1777" + Owner(root.Shift));
        if (contained)
        {
            using var mounted = MountPoint.Open(directory);
            mounted.Restrict(Forbidden | MountFlags.NoDevices);
        }
    }

    // Not a mount with a map: the ids in it are those of the user namespace.
    private static string Owner(IdShift shift) => shift.IsSet ? $",uid={shift.ToMount(0, Name)},gid={shift.ToMount(0, Name)}" : "";

    private static void MountBelow(DirectoryHandle directory, string name, string type, string options)
    {
        directory.MakeDirectory(name, DirectoryPermissions);
        using var mountPoint = MountPoint.Open(directory, name);

        // Terminals are devices.
        var devices = type == "devpts" ? MountFlags.None : MountFlags.NoDevices;
        mountPoint.MountFileSystem(type, Forbidden | devices, options);
    }
}
