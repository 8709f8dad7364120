using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanners;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.Unpacking;
using Imaginator.Building.Workspaces;
using Imaginator.Images;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.WorkingTrees;

/// <summary>
/// A tree that shows a cached source tree until something is changed: an overlay, whose lower layer is the cached tree and
/// whose upper layer, in the workspace, receives all changes. It is mounted without a path, so that neither the host nor
/// another build sees it, and it disappears with this process.
/// </summary>
internal sealed class OverlayTree : WorkingTree
{
    private readonly CachedTree _source;
    private readonly FileSystemTree _tree;
    private readonly DetachedMount _mount;
    private readonly Workspace _workspace;

    private OverlayTree(CachedTree source, FileSystemTree tree, DetachedMount mount, Workspace workspace, IdShift shift)
    {
        _source = source;
        _tree = tree;
        _mount = mount;
        _workspace = workspace;
        Root = TreeRoot.OfImage(mount.OpenRoot(workspace.TreePath, shift));
    }

    public override TreeRoot Root { get; }

    public override string DiskPath => _workspace.ContentPath;

    /// <summary>Mounts the overlay.</summary>
    /// <param name="source">The cached tree; it belongs to the result.</param>
    /// <param name="workspace">Where the upper layer goes; it must outlive the result.</param>
    public static OverlayTree Create(CachedTree source, FileSystemTree tree, Workspace workspace, OverlaySupport support)
    {
        try
        {
            return Mount(source, tree, workspace, support);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override SandboxSettings Sandbox() => new()
    {
        RootDirectory = _mount.ProcessPath,
        MountPoint = _workspace.TreeMountPoint,
        RootIsShifted = Root.Directory.Shift.IsSet,
    };

    public override ScannedTree Scanned => new(Root, _mount.ProcessPath)
    {
        UpperPath = _workspace.UpperPath,
        WorkPath = _workspace.OverlayWorkPath,
        Source = _tree,
    };

    public override TreeRoot OpenChanges() => TreeRoot.OpenImage(_workspace.UpperPath);

    public override void Dispose()
    {
        Root.Dispose();
        _mount.Dispose();
        _source.Dispose();
    }

    private static OverlayTree Mount(CachedTree source, FileSystemTree tree, Workspace workspace, OverlaySupport support)
    {
        using var lower = source.OpenRoot();
        using var layers = DirectoryHandle.OpenHost(workspace.ContentPath);

        // The root of an overlay is the root of its upper layer, not of the lower one.
        using (var root = TreeRoot.OpenImage(workspace.UpperPath))
        using (var maker = new InodeMaker(root))
        {
            maker.FinishDirectory(PathNode.Root, tree.Root);
        }

        var mount = OverlayMount.Create(lower, layers, Workspace.UpperName, Workspace.OverlayWorkName, support.IsVolatile, support.Ids);
        try
        {
            return new OverlayTree(source, tree, mount, workspace, support.Shift);
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }
}
