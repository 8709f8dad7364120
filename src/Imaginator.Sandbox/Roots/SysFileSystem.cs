using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>A read-only <c>/sys</c>.</summary>
internal static class SysFileSystem
{
    private const string Name = "sys";
    private const MountFlags Forbidden = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution;

    /// <summary>Mounts the file system.</summary>
    /// <param name="contained">Whether it is read-only.</param>
    public static void Mount(DirectoryHandle root, MountPointMaker mountPoints, bool contained)
    {
        using (var mountPoint = mountPoints.MakeTop(Name))
        {
            mountPoint.MountFileSystem("sysfs", Forbidden | (contained ? MountFlags.ReadOnly : MountFlags.None));
        }

        if (!contained)
        {
            return;
        }

        // Serial numbers and keys of the machine.
        using var directory = root.OpenDirectory(Name);
        if (directory.TryGetStatus("firmware") is not null)
        {
            using var firmware = MountPoint.Open(directory, "firmware");
            firmware.MountFileSystem("tmpfs", Forbidden | MountFlags.ReadOnly, "size=4k");
        }
    }
}
