using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// The tree of an image as root, with a private <c>/dev</c>, <c>/proc</c> and <c>/sys</c>. The contents of the tree are
/// untrusted: they must not redirect a mount.
/// </summary>
internal sealed class ImageRoot : SandboxRoot
{
    private readonly DirectoryHandle _self;
    private readonly TreeRoot _tree;
    private readonly MountPointMaker _mountPoints;

    private ImageRoot(
        SafeFileHandle nullDevice, DirectoryHandle proc, DirectoryHandle self, TreeRoot tree, MountPointMaker mountPoints)
        : base(nullDevice, proc, tree.Directory.Shift)
    {
        _self = self;
        _tree = tree;
        _mountPoints = mountPoints;
    }

    /// <summary>Makes the tree the root of this process.</summary>
    /// <param name="source">The tree.</param>
    /// <param name="request">The settings.</param>
    /// <param name="map">The map of the ids of mounts if commands get a user namespace; otherwise null.</param>
    public static ImageRoot Prepare(DirectoryHandle source, PrepareRequest request, UserNamespace? map)
    {
        var mountPoint = request.MountPoint ?? request.Root ?? throw new ProtocolException("an image has no mount point");

        // The host's /proc is out of reach later.
        var self = DirectoryHandle.OpenHost("/proc/self");
        using (var copy = DetachedMount.Copy(source))
        using (var target = DirectoryHandle.OpenHost(mountPoint))
        {
            if (map is not null && !request.RootIsShifted)
            {
                copy.MapIds(map);
            }

            copy.AttachTo(target);
        }

        var tree = TreeRoot.OpenImage(mountPoint, map is null ? IdShift.None : IdShift.ForUserNamespace);
        using (var mounted = MountPoint.Open(tree.Directory))
        {
            // Packages can contain device nodes; this mount prevents opening them. The other restrictions of the
            // tree's mount protect the host and do not apply here.
            mounted.Restrict(request.Contained ? MountFlags.NoDevices : MountFlags.None);
        }

        var mountPoints = new MountPointMaker(tree);
        DeviceFileSystem.Mount(tree.Directory, mountPoints, request.Contained);
        var proc = ProcFileSystem.Mount(tree.Directory, mountPoints, request.Contained);
        SysFileSystem.Mount(tree.Directory, mountPoints, request.Contained);
        foreach (var bind in request.Binds)
        {
            Bind(bind, mountPoints, map);
        }

        MountNamespace.ChangeRoot(tree.Directory);
        return new ImageRoot(Descriptors.OpenForReading("/dev/null"), proc, self, tree, mountPoints);
    }

    /// <inheritdoc/>
    public override void Unmount(bool keepDevices)
    {
        foreach (var path in MountTable.Read(_self))
        {
            if (path != "/" && !(keepDevices && IsDevicePath(path)))
            {
                MountNamespace.Detach(path);
            }
        }

        _mountPoints.RemoveMade(path => !(keepDevices && IsDevicePath(path)));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _self.Dispose();
        _tree.Dispose();
    }

    private static DirectoryHandle OpenWithoutLinks(string hostPath, string pathBelow)
    {
        var current = DirectoryHandle.OpenHost(hostPath);
        foreach (var name in pathBelow.Split('/'))
        {
            using var parent = current;
            current = parent.OpenDirectory(name);
        }

        return current;
    }

    private static bool IsDevicePath(string path) => path == "/dev" || path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void Bind(BindRequest bind, MountPointMaker mountPoints, UserNamespace? map)
    {
        var flags = MountFlags.NoSetUid | MountFlags.NoDevices | (bind.Writable ? MountFlags.None : MountFlags.ReadOnly);
        using (var source = bind.PathBelow.Length == 0 ? DirectoryHandle.OpenHost(bind.HostPath) : OpenWithoutLinks(bind.HostPath, bind.PathBelow))
        using (var copy = DetachedMount.Copy(source))
        {
            if (map is not null)
            {
                copy.MapIds(map);
            }

            using var target = mountPoints.MakeDirectory(bind.MountPoint);
            copy.AttachTo(target);
        }

        using var mounted = mountPoints.Make(bind.MountPoint);
        mounted.Restrict(flags);
    }
}
