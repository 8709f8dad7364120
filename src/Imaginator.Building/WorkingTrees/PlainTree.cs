using Imaginator.Building.Filtering;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanning;
using Imaginator.ImageStores;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>A tree that is an ordinary directory of this machine.</summary>
internal sealed class PlainTree(string path) : WorkingTree
{
    /// <summary>Whether the directory stays after the build: then flushes of tools are not skipped.</summary>
    public bool OutlivesBuild { get; init; }

    public override TreeRoot Root { get; } = TreeRoot.OpenImage(path);

    public override string DiskPath => path;

    public override SandboxSettings Sandbox() => new() { RootDirectory = path, SkipsFlushes = !OutlivesBuild };

    public override Task<ScanResult> ScanAsync(
        bool consumesFiles, PathFilter? filter, IImageUpload upload, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        consumesFiles
            ? new TreeScanner(timeProvider).ScanAndConsumeAsync(Root, filter, upload, cancellationToken)
            : new TreeScanner(timeProvider).ScanAsync(Root, filter, upload, cancellationToken);

    public override void Dispose() => Root.Dispose();
}
