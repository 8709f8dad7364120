using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Identities;
using Imaginator.Building.Scanners;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Stages.Testing;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Scanning;

namespace Imaginator.Building.Stages.Finishing;

/// <summary>
/// Makes a built tree into what every output has: an image, a disk, a tree. The tests of the image run in exactly this tree.
/// </summary>
/// <remarks>
/// <code>
/// 1 identities   remove what must differ from machine to machine, and the name of this machine   (IdentityRemover)
/// 2 clean        empty /tmp
/// 3 filter       remove what the filter selects, and sockets; not if a scan, which leaves them out, is all that follows
/// 4 tests        run the tests of the image
/// 5 seal         remove filtered tests, empty computed files: a scan of the tree leaves this out by itself
/// </code>
/// </remarks>
internal sealed class TreeFinisher(ImageTestRunner tests, WorkingTreeFactory trees, ScannerFactory scanners)
{
    private const string TestsDirectory = "/tests";

    private const string NotIsolated =
        "the tests run in the tree itself and can change it, because overlays cannot be used on this machine";

    /// <summary>Does steps 1 to 3. The package database of the tree can be gone afterwards.</summary>
    /// <param name="session">The session of the build.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="isScanned">
    /// Whether the output is what a scan with the same filter finds. Without tests, nothing else sees what the filter removes.
    /// </param>
    /// <param name="cancellationToken">Stops the stage.</param>
    public Task<FinishedTree> FinishAsync(
        BuildSession session, BuiltTree tree, bool isScanned, CancellationToken cancellationToken) =>
        session.Stages.RunAsync(
            BuildStage.Finish,
            () => Task.Run(() => FinishTreeAsync(session, tree, isScanned, cancellationToken), cancellationToken),
            _ => null);

    /// <summary>Does step 4.</summary>
    public Task TestAsync(BuildSession session, FinishedTree finished, CancellationToken cancellationToken) =>
        session.Stages.RunAsync(
            BuildStage.Tests,
            async () =>
            {
                await RunTestsAsync(session, finished, cancellationToken);
                return finished.Tests.Length;
            },
            passed => string.Create(CultureInfo.InvariantCulture, $"{passed} passed"));

    /// <summary>Does step 5.</summary>
    public static void Seal(FinishedTree finished, CancellationToken cancellationToken)
    {
        var root = finished.Tree.Root;
        foreach (var path in finished.FilteredTests)
        {
            Remove(root, path, cancellationToken);
        }

        ComputedFileStubs.Install(root, finished.Tree.ComputedFiles);
    }

    private async Task<FinishedTree> FinishTreeAsync(
        BuildSession session, BuiltTree tree, bool isScanned, CancellationToken cancellationToken)
    {
        // Now: it starts during steps 1 and 2.
        var scanner = scanners.Start(tree.Tree.Scanned, session.ProcessLimits());
        try
        {
            return await FinishAsync(session, tree, scanner, isScanned, cancellationToken);
        }
        catch
        {
            await scanner.DisposeAsync();
            throw;
        }
    }

    private async Task<FinishedTree> FinishAsync(
        BuildSession session, BuiltTree tree, Scanner scanner, bool isScanned, CancellationToken cancellationToken)
    {
        try
        {
            // 1: identities.
            IdentityRemover.Run(session, tree.Tree, tree.SourceTree, cancellationToken);

            // 2: clean.
            ImageCleaner.EmptyTemporaryDirectory(tree.Root, cancellationToken);

            // 3: filter. Tests that it selects run, but no output has them.
            var found = ImageTestFinder.Find(tree.Root);
            if (isScanned && found.Count == 0)
            {
                return new FinishedTree(tree, [], [], TestsCannotChangeTree: true, scanner);
            }

            var leftOut = (await scanner.FindLeftOutAsync(tree.ScanFilter, cancellationToken)).ToLookup(IsOfTests);
            foreach (var path in leftOut[false])
            {
                ReportSocket(session, tree, path);
                Remove(tree.Root, path, cancellationToken);
            }

            return new FinishedTree(tree, [.. found], [.. leftOut[true]], trees.CanIsolateTests || found.Count == 0, scanner);
        }
        catch (LinuxException e)
        {
            throw new ScanException($"cannot finish the tree: {e.Clause()}", e);
        }
    }

    private async Task RunTestsAsync(BuildSession session, FinishedTree finished, CancellationToken cancellationToken)
    {
        if (finished.Tests.IsEmpty)
        {
            return;
        }

        var tree = finished.Tree.Tree;
        if (trees.CanIsolateTests)
        {
            using var view = trees.OpenForTests(tree, session.Workspace);
            await tests.RunAsync(session, view, finished.Tests, cancellationToken);
            return;
        }

        session.Log.WarnOnce([NotIsolated]);
        await tests.RunAsync(session, tree, finished.Tests, cancellationToken);
    }

    private static bool IsOfTests(string path) =>
        path == TestsDirectory || path.StartsWith(TestsDirectory + "/", StringComparison.Ordinal);

    // What the filter selects is left out on purpose.
    private static void ReportSocket(BuildSession session, BuiltTree tree, string path)
    {
        using var parent = tree.Root.OpenParent(path, out var name);
        if (parent.TryGetStatus(name) is { Type: FileType.Socket } && tree.ScanFilter?.IsMatch(path) != true)
        {
            session.Log.WriteLine($"left out: {FileName.ToDisplay(path)}: a socket, which an image cannot hold");
        }
    }

    private static void Remove(TreeRoot root, string path, CancellationToken cancellationToken)
    {
        using var parent = root.OpenParent(path, out var name);
        TreeRemover.Remove(parent, name, cancellationToken);
    }
}
