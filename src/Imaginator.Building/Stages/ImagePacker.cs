using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Scanning;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.ImageServers;
using Imaginator.Logging;

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
            listed => $"{listed.Length} packages").ConfigureAwait(false);

        // 2 to 5: from the tree on disk to the tree of the image. Files can become objects if no test can change them.
        var tests = ImageTests.Find(tree.Root);
        var isolated = session.Environment.Trees.CanIsolateTests;
        var scanned = await session.Stages.RunAsync(
            BuildStage.Scan,
            () => ScanAsync(session, tree, givesAway: isolated || tests.Count == 0, upload, cancellationToken),
            Describe).ConfigureAwait(false);

        // 6: what fails here is never published.
        await session.Stages.RunAsync(
            BuildStage.Tests,
            () => TestAsync(session, tree.Tree, tests, isolated, cancellationToken),
            passed => $"{passed} passed").ConfigureAwait(false);
        return new PackedImage(
            tree.Draft with { FileSystem = scanned.Tree, Packages = packages },
            scanned.Statistics.NewObjects,
            scanned.Statistics.NewBytes);
    }

    private static async Task<ImmutableArray<Package>> ListPackagesAsync(
        BuildSession session, BuiltTree tree, CancellationToken cancellationToken)
    {
        await using var sandbox = await ImageSandbox
            .StartAsync(session, tree.Tree, cancellationToken).ConfigureAwait(false);
        var multiplier = await sandbox.CaptureAsync("show-size-multiplier", cancellationToken).ConfigureAwait(false);
        var list = await sandbox.CaptureAsync("list", cancellationToken).ConfigureAwait(false);
        await sandbox.UnmountAsync(keepDevices: false, cancellationToken).ConfigureAwait(false);
        var parsed = PackageList.Parse(list.Span, PackageList.ParseSizeMultiplier(multiplier.Span));
        foreach (var line in parsed.MalformedLines)
        {
            session.Log.WriteLine($"warning: not a package: {FileName.ToDisplay(line)}");
        }

        return parsed.Packages;
    }

    private static async Task<ScanResult> ScanAsync(
        BuildSession session, BuiltTree tree, bool givesAway, IImageUpload upload, CancellationToken cancellationToken)
    {
        ImageCleaner.EmptyTemporaryDirectory(tree.Root, cancellationToken);
        var scanned = await tree.Tree
            .ScanAsync(givesAway, tree.ScanFilter, upload, session.Environment.Time, cancellationToken)
            .ConfigureAwait(false);
        session.Environment.Measurements?.Scanned(scanned.Statistics);
        var result = ComputedFileSplicer.Splice(scanned.Tree, tree.ComputedFiles);
        if (await PreviousAsync(session, cancellationToken).ConfigureAwait(false) is { } previous)
        {
            result = MtimeCopier.Copy(result, previous, tree.MtimesCopyFilter);
        }

        return scanned with { Tree = result };
    }

    private static async Task<int> TestAsync(
        BuildSession session, WorkingTree tree, List<string> tests, bool isolated, CancellationToken cancellationToken)
    {
        if (tests.Count > 0 && isolated)
        {
            using var view = session.Environment.Trees.OpenForTests(tree, session.Workspace);
            await ImageTests.RunAsync(session, view, tests, cancellationToken).ConfigureAwait(false);
        }
        else if (tests.Count > 0)
        {
            await ImageTests.RunAsync(session, tree, tests, cancellationToken).ConfigureAwait(false);
        }

        return tests.Count;
    }

    private static async Task<FileSystemTree?> PreviousAsync(BuildSession session, CancellationToken cancellationToken)
    {
        var server = session.Environment.ImageServer;
        var query = new ImageQuery { StreamName = session.Stream.Name };
        if (await server.FindLatestImageAsync(query, cancellationToken).ConfigureAwait(false) is not { } name)
        {
            return null;
        }

        var image = await server.GetImageAsync(name, withFileSystem: true, cancellationToken).ConfigureAwait(false);
        return image?.FileSystem;
    }

    private static string Describe(ScanResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Statistics.Files:N0} files, {ByteCount.Describe(result.Statistics.Bytes)}, {result.Statistics.ReadFiles:N0} read, "
        + $"{result.Statistics.NewObjects:N0} new objects");
}
