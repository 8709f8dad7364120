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
using Imaginator.Building.Stages.Finishing;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;
using Imaginator.Quantities;
using Imaginator.Scanning;

namespace Imaginator.Building.Stages.Packing;

/// <summary>Turns a built tree into an image.</summary>
/// <remarks>
/// <code>
/// 1 packages   list the installed packages
/// 2 finish     remove what the image does not contain                      (TreeFinisher)
/// 3 scan       read and hash the tree; new files become objects
/// 4 splice     computed files replace the files at their paths
/// 5 mtimes     unchanged files get the mtimes of the previous image
/// 6 tests      a failed test fails the build                               (TreeFinisher)
/// 7 compare    with the previous image
/// </code>
/// </remarks>
internal sealed class ImagePacker(
    BuildSandboxes sandboxes,
    TreeFinisher finisher,
    IImageStore store,
    BuildMeasurements? measurements)
{
    public async Task<PackedImage> PackAsync(
        BuildSession session, BuiltTree tree, IImageUpload upload, CancellationToken cancellationToken)
    {
        // 1: packages.
        var packages = await session.Stages.RunAsync(
            BuildStage.ListPackages,
            () => ListPackagesAsync(session, tree, cancellationToken),
            listed => listed.Length == 1 ? "1 package" : $"{listed.Length} packages");

        // 2: finish.
        await using var finished = await finisher.FinishAsync(session, tree, isScanned: true, cancellationToken);

        // 3 to 5: scan. Files can become objects without a copy if no test can change them.
        var (scanned, previous) = await session.Stages.RunAsync(
            BuildStage.Scan,
            () => ScanAsync(session, tree, finished, upload, cancellationToken),
            result => Describe(result.Scanned));

        // 6: tests.
        await finisher.TestAsync(session, finished, cancellationToken);

        // 7: compare.
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
        sandbox.EndInBackground();
        var parsed = PackageList.Parse(list.Span, PackageList.ParseSizeMultiplier(multiplier.Span));
        foreach (var line in parsed.MalformedLines)
        {
            session.Log.WriteLine($"warning: {PackageList.DescribeMalformed(line)}");
        }

        parsed.RequirePackages(tree.ExpectedPackages);
        return parsed.Packages;
    }

    private async Task<(ScanResult Scanned, PreviousImage? Previous)> ScanAsync(
        BuildSession session, BuiltTree tree, FinishedTree finished, IImageUpload upload, CancellationToken cancellationToken)
    {
        // 3: scan.
        var scanned = await finished.Scanner.ScanAsync(
            finished.TestsCannotChangeTree, tree.ScanFilter, session.ScanLimits(), upload, cancellationToken);
        await finished.Scanner.DisposeAsync();
        measurements?.Scanned(scanned.Statistics);
        ReportTree(session, scanned.Tree);
        ReportSkipped(session, scanned.Skipped);
        if (HugeFiles.Describe(scanned.Tree) is { } huge)
        {
            session.Log.WriteLine(huge);
        }

        // 4: computed files.
        var result = ComputedFileSplicer.Splice(scanned.Tree, tree.ComputedFiles);

        // 5: mtimes.
        var previous = await PreviousImage.FindAsync(store, session.Stream.Name, cancellationToken);
        if (previous is not null)
        {
            result = MtimeCopier.Copy(result, previous.Image.FileSystem!, tree.MtimesCopyFilter);
            ReportTree(session, result);
        }

        return (scanned with { Tree = result }, previous);
    }

    private static void ReportTree(BuildSession session, FileSystemTree tree) =>
        session.Observer.OnEvent(new TreeLoaded(session.Stream.Name, tree.InodeTable.Count));

    private static void ReportSkipped(BuildSession session, SkippedFiles skipped)
    {
        foreach (var path in skipped.Paths)
        {
            session.Log.WriteLine($"left out: {FileName.ToDisplay(path)}: a socket, or on another file system, which an image cannot hold");
        }

        if (skipped.Count > skipped.Paths.Count)
        {
            session.Log.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"left out: {skipped.Count - skipped.Paths.Count:N0} more sockets or files on other file systems"));
        }
    }

    private static string Describe(ScanResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Statistics.Files:N0} files, {ByteSize.Describe(result.Statistics.Bytes)}, {result.Statistics.ReadFiles:N0} read, "
        + $"{result.Statistics.NewObjects:N0} new objects");
}
