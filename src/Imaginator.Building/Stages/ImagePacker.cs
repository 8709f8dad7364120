using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Publishing;
using Imaginator.Building.Scanning;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;
using Imaginator.Quantities;

namespace Imaginator.Building.Stages;

/// <summary>Turns a built tree into an image: packages, scan, computed files, mtimes, tests.</summary>
internal static class ImagePacker
{
    public static async Task<PackedImage> PackAsync(
        BuildSession session, BuiltTree tree, IImageUpload upload, CancellationToken cancellationToken)
    {
        // 1: what is installed.
        var packages = await session.Stages.RunAsync(
            BuildStage.ListPackages,
            () => ListPackagesAsync(session, tree, cancellationToken),
            listed => $"{listed.Length} packages");

        // 2 to 5: from the tree on disk to the tree of the image. Files can become objects if no test can change them.
        var tests = ImageTests.Find(tree.Root);
        var isolated = session.Environment.Trees.CanIsolateTests;
        var (scanned, previous) = await session.Stages.RunAsync(
            BuildStage.Scan,
            () => ScanAsync(session, tree, givesAway: isolated || tests.Count == 0, upload, cancellationToken),
            result => Describe(result.Scanned));

        // 6: what fails here is never published.
        await session.Stages.RunAsync(
            BuildStage.Tests,
            () => TestAsync(session, tree.Tree, tests, isolated, cancellationToken),
            passed => $"{passed} passed");
        var image = tree.Draft with { FileSystem = scanned.Tree, Packages = packages };
        var sameAs = previous?.NameIfSameAs(image);
        if (sameAs is not null)
        {
            session.Log.WriteLine($"The image is the same as {sameAs}");
        }

        return new PackedImage(image, scanned.Statistics.NewObjects, scanned.Statistics.NewBytes, sameAs);
    }

    private static async Task<ImmutableArray<Package>> ListPackagesAsync(
        BuildSession session, BuiltTree tree, CancellationToken cancellationToken)
    {
        await using var sandbox = await ImageSandbox
            .StartAsync(session, tree.Tree, cancellationToken);
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

    private static async Task<(ScanResult Scanned, PreviousImage? Previous)> ScanAsync(
        BuildSession session, BuiltTree tree, bool givesAway, IImageUpload upload, CancellationToken cancellationToken)
    {
        ImageCleaner.EmptyTemporaryDirectory(tree.Root, cancellationToken);
        var scanned = await tree.Tree
            .ScanAsync(givesAway, tree.ScanFilter, upload, session.Environment.Time, cancellationToken);
        session.Environment.Measurements?.Scanned(scanned.Statistics);
        LargeTrees.GiveMemoryBack(scanned.Tree);
        var result = ComputedFileSplicer.Splice(scanned.Tree, tree.ComputedFiles);
        var previous = await PreviousImage
            .FindAsync(session.Environment.ImageStore, session.Stream.Name, cancellationToken);
        if (previous is not null)
        {
            result = MtimeCopier.Copy(result, previous.Image.FileSystem!, tree.MtimesCopyFilter);
            LargeTrees.GiveMemoryBack(result);
        }

        return (scanned with { Tree = result }, previous);
    }

    private static async Task<int> TestAsync(
        BuildSession session, WorkingTree tree, List<string> tests, bool isolated, CancellationToken cancellationToken)
    {
        if (tests.Count > 0 && isolated)
        {
            using var view = session.Environment.Trees.OpenForTests(tree, session.Workspace);
            await ImageTests.RunAsync(session, view, tests, cancellationToken);
        }
        else if (tests.Count > 0)
        {
            await ImageTests.RunAsync(session, tree, tests, cancellationToken);
        }

        return tests.Count;
    }

    private static string Describe(ScanResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Statistics.Files:N0} files, {ByteSize.Describe(result.Statistics.Bytes)}, {result.Statistics.ReadFiles:N0} read, "
        + $"{result.Statistics.NewObjects:N0} new objects");
}
