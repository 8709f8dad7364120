using System.Globalization;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// The mounts with which tools that create a root from nothing see the host: they can read what every user of the host can read,
/// and change only the tree, their temporary files and their shared memory.
/// </summary>
internal static class HostMounts
{
    private const uint Traversable = 0x1ED; // 0755
    private const uint SearchableByOthers = 1;
    private const string SharedMemory = "/dev/shm";

    private static readonly string[] TemporaryDirectories = ["/tmp", "/var/tmp"];

    /// <summary>Changes the mount namespace of this process, before the user namespace gets a copy of it.</summary>
    /// <param name="request">The directories.</param>
    /// <param name="map">The map of their ids.</param>
    /// <param name="devicesAreFiltered">Whether a device filter applies; otherwise, devices in the tree cannot be opened.</param>
    public static void Prepare(PrepareRequest request, UserNamespace map, bool devicesAreFiltered)
    {
        using var tree = CopyOf(request.Tree, map);
        using var temporary = CopyOf(request.TemporaryFiles, map);

        // Every user can write to some directories of the host. The user namespace locks the setting, which the copies do not have.
        MountNamespace.MakeReadOnly();
        CoverProc();
        CoverSharedMemory(IdShift.ForUserNamespace);
        foreach (var path in TemporaryDirectories)
        {
            using var copy = temporary.Copy();
            using var covered = DirectoryHandle.OpenHost(path);
            copy.AttachTo(covered);
        }

        using var target = MakeWay(request.Tree, request.Hidden);
        tree.AttachTo(target);
        if (!devicesAreFiltered)
        {
            using var covering = DirectoryHandle.OpenHost(request.Tree);
            using var mounted = MountPoint.Open(covering);
            mounted.Restrict(MountFlags.NoDevices);
        }
    }

    /// <summary>
    /// Covers <c>/proc</c> with another mount of it. In a user namespace, the kernel permits further mounts only if a visible one is
    /// writable and has no covered files, such as those that systemd covers for services. With <c>hidepid</c>, commands that unmount
    /// their own see no process of the host.
    /// </summary>
    private static void CoverProc()
    {
        using var proc = DetachedMount.Create(
            "proc", MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution, [new FileSystemOption("hidepid", "2")]);
        using var covered = DirectoryHandle.OpenHost("/proc");
        proc.AttachTo(covered);
    }

    /// <summary>Covers the shared memory of the host: programs cannot create semaphores without such a directory.</summary>
    private static void CoverSharedMemory(IdShift shift)
    {
        if (!Directory.Exists(SharedMemory))
        {
            return;
        }

        var owner = shift.ToMount(0, SharedMemory).ToString(CultureInfo.InvariantCulture);
        using var memory = DetachedMount.Create(
            "tmpfs",
            MountFlags.NoSetUid | MountFlags.NoDevices,
            [new FileSystemOption("mode", "1777"), new FileSystemOption("uid", owner), new FileSystemOption("gid", owner)]);
        using var covered = DirectoryHandle.OpenHost(SharedMemory);
        memory.AttachTo(covered);
    }

    private static DetachedMount CopyOf(string path, UserNamespace map)
    {
        using var directory = DirectoryHandle.OpenHost(path);
        var mount = DetachedMount.Copy(directory);
        try
        {
            mount.MapIds(map);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the directory at a path. The first directory on the way that commands may not search, or must not see, is covered by
    /// an empty one.
    /// </summary>
    private static DirectoryHandle MakeWay(string path, string hidden)
    {
        var walked = "";
        var current = DirectoryHandle.OpenHost("/");
        var isCovered = false;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = current;
            walked += "/" + name;
            if (parent.TryGetStatus(name) is null)
            {
                parent.MakeDirectory(name, Traversable);
            }

            // Links of the host are followed.
            current = isCovered ? parent.OpenDirectory(name) : DirectoryHandle.OpenHost(walked);
            if (!isCovered && (walked == hidden || (current.GetStatus().Mode & SearchableByOthers) == 0))
            {
                using var covered = current;
                using var empty = DetachedMount.Create("tmpfs", MountFlags.NoSetUid | MountFlags.NoDevices, []);
                empty.AttachTo(covered);
                current = empty.OpenRoot(walked);
                current.SetMode(Traversable);
                isCovered = true;
            }
        }

        return current;
    }
}
