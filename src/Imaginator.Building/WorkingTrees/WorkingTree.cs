using Imaginator.Building.Scanners;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>The tree that a build changes until it is the tree of the image.</summary>
internal abstract class WorkingTree : SandboxTree
{
    /// <summary>The tree as scanners read it.</summary>
    public abstract ScannedTree Scanned { get; }

    /// <summary>
    /// Opens a tree that has every file which the build has made or changed at its path. It can also have files that
    /// did not change.
    /// </summary>
    public abstract TreeRoot OpenChanges();
}
