using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanners;
using Imaginator.Building.Workspaces;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>A tree that is an ordinary directory of this machine.</summary>
internal sealed class PlainTree(string path) : WorkingTree
{
    private string? MountPoint { get; init; }

    /// <summary>The tree of a workspace.</summary>
    public static PlainTree Of(Workspace workspace) => new(workspace.TreePath) { MountPoint = workspace.TreeMountPoint };

    /// <summary>Whether the directory stays after the build: then flushes of tools are not skipped.</summary>
    public bool OutlivesBuild { get; init; }

    public override TreeRoot Root { get; } = TreeRoot.OpenImage(path);

    public override string DiskPath => path;

    public override SandboxSettings Sandbox() => new()
    {
        RootDirectory = path,
        MountPoint = MountPoint == path ? null : MountPoint,
        SkipsFlushes = !OutlivesBuild,
    };

    public override ScannedTree Scanned => new(Root, path);

    public override TreeRoot OpenChanges() => TreeRoot.OfImage(Root.Directory.Reopen());

    public override void Dispose() => Root.Dispose();
}
