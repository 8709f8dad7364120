using Imaginator.Building.Sandboxing;
using Imaginator.Building.Workspaces;
using Imaginator.Files;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>
/// A built tree for its tests: another overlay on top receives their changes, so that they cannot change the packed
/// tree.
/// </summary>
internal sealed class TestedTree : SandboxTree
{
    private const string UpperName = "test-upper";
    private const string WorkName = "test-work";

    private readonly DetachedMount _mount;
    private readonly Workspace _workspace;

    private TestedTree(DetachedMount mount, Workspace workspace, IdShift shift)
    {
        _mount = mount;
        _workspace = workspace;
        Root = TreeRoot.OfImage(mount.OpenRoot(workspace.TreePath, shift));
    }

    public override TreeRoot Root { get; }

    public override string DiskPath => _workspace.ContentPath;

    /// <summary>Mounts the overlay.</summary>
    /// <param name="tree">The built tree; nothing may change in it as long as the result is used.</param>
    /// <param name="workspace">Where the upper layer goes; it must outlive the result.</param>
    public static TestedTree Create(WorkingTree tree, Workspace workspace, OverlaySupport support)
    {
        using var directory = DirectoryHandle.OpenHost(workspace.ContentPath);
        using var upper = Make(directory, UpperName);
        directory.MakeDirectory(WorkName, FileModes.Mode0700);
        var lower = tree.Root.Directory;
        var status = lower.GetStatus();
        upper.SetOwner(status.Uid, status.Gid);
        upper.SetMode(status.Mode);
        var mount = OverlayMount.Create(
            lower, directory, UpperName, WorkName, support.IsVolatile, support.Ids, isStacked: tree is OverlayTree);
        try
        {
            return new TestedTree(mount, workspace, support.Shift);
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    public override SandboxSettings Sandbox() => new()
    {
        RootDirectory = _mount.ProcessPath,
        MountPoint = _workspace.TreeMountPoint,
        RootIsShifted = Root.Directory.Shift.IsSet,
    };

    public override void Dispose()
    {
        Root.Dispose();
        _mount.Dispose();
    }

    private static DirectoryHandle Make(DirectoryHandle parent, string name)
    {
        parent.MakeDirectory(name, FileModes.Mode0700);
        return parent.OpenDirectory(name);
    }
}
