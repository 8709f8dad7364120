using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Users;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// The mounts with which tools that create a root from nothing see the host: they can read what every user of the host can read,
/// and change only the tree and their temporary files.
/// </summary>
internal static class HostMounts
{
    private const uint Traversable = 0x1ED; // 0755
    private const uint SearchableByOthers = 1;

    private static readonly string[] TemporaryDirectories = ["/tmp", "/var/tmp"];

    /// <summary>Changes the mount namespace of this process, before the user namespace gets a copy of it.</summary>
    /// <param name="devicesAreFiltered">Whether a device filter applies; otherwise, devices in the tree cannot be opened.</param>
    public static void Prepare(PrepareRequest request, UserNamespaces users, bool devicesAreFiltered)
    {
        var map = users.ForMounts ?? throw new ProtocolException("the host's root is mapped only with a user namespace");
        using var tree = CopyOf(request.Tree, map);
        using var temporary = CopyOf(request.TemporaryFiles, map);
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
