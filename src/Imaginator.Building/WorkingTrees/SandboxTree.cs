using Imaginator.Building.Sandboxing;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>A tree that commands can run in. Disposal releases it.</summary>
internal abstract class SandboxTree : IDisposable
{
    /// <summary>The tree.</summary>
    public abstract TreeRoot Root { get; }

    /// <summary>A directory of this machine that is on the disk which the tree grows on.</summary>
    public abstract string DiskPath { get; }

    /// <summary>A sandbox whose root is the tree.</summary>
    public abstract SandboxSettings Sandbox();

    /// <inheritdoc/>
    public abstract void Dispose();
}
