using Imaginator.Building.Filtering;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanning;
using Imaginator.ImageServers;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>A tree that is an ordinary directory of this machine.</summary>
/// <param name="path">The directory.</param>
internal sealed class PlainTree(string path) : WorkingTree
{
    public override TreeRoot Root { get; } = TreeRoot.OpenImage(path);

    public override string DiskPath => path;

    public override SandboxSettings Sandbox() => new() { RootDirectory = path };

    public override Task<ScanResult> ScanAsync(
        bool givesAway, PathFilter? filter, IImageUpload upload, TimeProvider time, CancellationToken cancellationToken) =>
        givesAway
            ? new TreeScanner(time).ScanAwayAsync(Root, filter, upload, cancellationToken)
            : new TreeScanner(time).ScanAsync(Root, filter, upload, cancellationToken);

    public override void Dispose() => Root.Dispose();
}
