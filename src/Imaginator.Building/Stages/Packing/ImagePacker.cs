using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Comparing;
using Imaginator.Building.Events;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Scanning;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Stages.Testing;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;
using Imaginator.Quantities;

namespace Imaginator.Building.Stages.Packing;

/// <summary>Turns a built tree into an image.</summary>
/// <remarks>
/// <code>
/// 1 packages   list the installed packages
/// 2 scan       read and hash the tree; new files become objects
/// 3 splice     computed files replace the files at their paths
/// 4 mtimes     unchanged files get the mtimes of the previous image
/// 5 tests      a failed test fails the build
/// 6 compare    with the previous image
/// </code>
/// </remarks>
internal sealed class ImagePacker(
    BuildSandboxes sandboxes,
    ImageTestRunner tests,
    WorkingTreeFactory trees,
    IImageStore store,
    BuildMeasurements? measurements,
    TimeProvider timeProvider)
{
    public async Task<PackedImage> PackAsync(
        BuildSession session, BuiltTree tree, IImageUpload upload, CancellationToken cancellationToken)
    {
        // 1: packages.
        var packages = await session.Stages.RunAsync(
            BuildStage.ListPackages,
            () => ListPackagesAsync(session, tree, cancellationToken),
            listed => listed.Length == 1 ? "1 package" : $"{listed.Length} packages");

        // 2 to 4: scan. Files can become objects without a copy if no test can change them.
        var testPaths = ImageTestFinder.Find(tree.Root);
        var isolated = trees.CanIsolateTests;
        var (scanned, previous) = await session.Stages.RunAsync(
            BuildStage.Scan,
            () => ScanAsync(session, tree, consumesFiles: isolated || testPaths.Count == 0, upload, cancellationToken),
            result => Describe(result.Scanned));

        // 5: tests.
        await session.Stages.RunAsync(
            BuildStage.Tests,
            () => TestAsync(session, tree.Tree, testPaths, isolated, cancellationToken),
            passed => $"{passed} passed");

        // 6: compare.
        var image = tree.Draft with { FileSystem = scanned.Tree, Packages = packages };
        var sameAs = previous?.NameIfSameAs(image);
        if (sameAs is not null)
        {
            session.Log.WriteLine($"The image is the same as {sameAs}");
        }

        return new PackedImage(image, scanned.Statistics.NewObjects, scanned.Statistics.NewBytes, sameAs);
    }

    private async Task<ImmutableArray<Package>> ListPackagesAsync(
        BuildSession session, BuiltTree tree, CancellationToken cancellationToken)
    {
        await using var sandbox = await sandboxes.StartInTreeAsync(session, tree.Tree, cancellationToken);
        var multiplier = await sandbox.CaptureAsync("show-size-multiplier", cancellationToken);
        var list = await sandbox.CaptureAsync("list", cancellationToken);
        await sandbox.UnmountAsync(keepDevices: false, cancellationToken);
        var parsed = PackageList.Parse(list.Span, PackageList.ParseSizeMultiplier(multiplier.Span));
        foreach (var line in parsed.MalformedLines)
        {
            session.Log.WriteLine($"warning: not a package: {FileName.ToDisplay(line)}");
        }

        return parsed.Packages;
    }

    private async Task<(ScanResult Scanned, PreviousImage? Previous)> ScanAsync(
        BuildSession session, BuiltTree tree, bool consumesFiles, IImageUpload upload, CancellationToken cancellationToken)
    {
        // 2: scan.
        ImageCleaner.EmptyTemporaryDirectory(tree.Root, cancellationToken);
        var scanned = await tree.Tree.ScanAsync(consumesFiles, tree.ScanFilter, upload, timeProvider, cancellationToken);
        measurements?.Scanned(scanned.Statistics);
        ReportTree(session, scanned.Tree);

        // 3: computed files.
        var result = ComputedFileSplicer.Splice(scanned.Tree, tree.ComputedFiles);

        // 4: mtimes.
        var previous = await PreviousImage.FindAsync(store, session.Stream.Name, cancellationToken);
        if (previous is not null)
        {
            result = MtimeCopier.Copy(result, previous.Image.FileSystem!, tree.MtimesCopyFilter);
            ReportTree(session, result);
        }

        return (scanned with { Tree = result }, previous);
    }

    private async Task<int> TestAsync(
        BuildSession session, WorkingTree tree, List<string> testPaths, bool isolated, CancellationToken cancellationToken)
    {
        if (testPaths.Count > 0 && isolated)
        {
            using var view = trees.OpenForTests(tree, session.Workspace);
            await tests.RunAsync(session, view, testPaths, cancellationToken);
        }
        else if (testPaths.Count > 0)
        {
            await tests.RunAsync(session, tree, testPaths, cancellationToken);
        }

        return testPaths.Count;
    }

    private static void ReportTree(BuildSession session, FileSystemTree tree) =>
        session.Observer.OnEvent(new TreeLoaded(session.Stream.Name, tree.InodeTable.Count));

    private static string Describe(ScanResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Statistics.Files:N0} files, {ByteSize.Describe(result.Statistics.Bytes)}, {result.Statistics.ReadFiles:N0} read, "
        + $"{result.Statistics.NewObjects:N0} new objects");
}
