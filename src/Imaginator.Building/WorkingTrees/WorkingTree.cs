using Imaginator.Building.Filtering;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanning;
using Imaginator.ImageServers;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>The tree that a build changes until it is what the image will be. Disposing of it lets go of it.</summary>
internal abstract class WorkingTree : IDisposable
{
    /// <summary>The tree.</summary>
    public abstract TreeRoot Root { get; }

    /// <summary>A directory of this machine that is on the disk which the tree grows on.</summary>
    public abstract string DiskPath { get; }

    /// <summary>A sandbox whose root is the tree.</summary>
    public abstract SandboxSettings Sandbox();

    /// <summary>Turns the tree into the tree of an image; see <see cref="TreeScanner"/>.</summary>
    /// <param name="filter">What is left out; null for nothing.</param>
    /// <param name="upload">Gets the contents of files.</param>
    /// <param name="time">Tells how long it took.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<ScanResult> ScanAsync(
        PathFilter? filter, IImageUpload upload, TimeProvider time, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
