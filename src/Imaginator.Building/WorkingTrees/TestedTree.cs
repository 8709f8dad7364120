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
    private readonly DetachedMount _mount;
    private readonly Workspace _workspace;

    private TestedTree(DetachedMount mount, Workspace workspace)
    {
        _mount = mount;
        _workspace = workspace;
        Root = TreeRoot.OfImage(mount.OpenRoot(workspace.TreePath));
    }

    public override TreeRoot Root { get; }

    public override string DiskPath => _workspace.Path;

    /// <summary>Mounts the overlay.</summary>
    /// <param name="tree">The built tree; nothing may change in it as long as the result is used.</param>
    /// <param name="workspace">Where the upper layer goes; it must outlive the result.</param>
    public static TestedTree Create(WorkingTree tree, Workspace workspace, bool isVolatile)
    {
        using var directory = DirectoryHandle.OpenHost(workspace.Path);
        using var upper = Make(directory, "test-upper");
        using var work = Make(directory, "test-work");
        var lower = tree.Root.Directory;
        var status = lower.GetStatus();
        upper.SetOwner(status.Uid, status.Gid);
        upper.SetMode(status.Mode);
        var mount = OverlayMount.Create(lower, upper, work, isVolatile, isStacked: tree is OverlayTree);
        try
        {
            return new TestedTree(mount, workspace);
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
        MountPoint = _workspace.TreePath,
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
