using System.Collections.Concurrent;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Testing;

/// <summary>Runs the tests of an image, all at the same time.</summary>
internal sealed class ImageTestRunner(BuildSandboxes sandboxes)
{
    // More tests than most images have. The limit bounds the cost of hostile images, and the time that a test waits for its start, which
    // counts for its time limit.
    private const int MaximumParallelTests = 100;
    private const int MaximumNamedFailures = 10;
    private const long MaximumKeptOutput = 32L * 1024 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs tests.</summary>
    /// <param name="session">The build.</param>
    /// <param name="tree">The tree that they run in.</param>
    /// <param name="tests">The paths of the tests; see <see cref="ImageTestFinder"/>.</param>
    /// <param name="cancellationToken">Stops the tests within 2 s.</param>
    /// <exception cref="ImaginatorException">Tests failed; the message names them with their causes.</exception>
    public async Task RunAsync(
        BuildSession session, SandboxTree tree, IReadOnlyList<string> tests, CancellationToken cancellationToken)
    {
        await using var sandbox = await sandboxes.StartInTreeAsync(session, tree, cancellationToken);
        var hasPackager = HasPackager(tree.Root);
        await sandbox.GuardAsync(() => RunAllAsync(session, sandbox, tests, tree.Root, hasPackager, cancellationToken), cancellationToken);
    }

    private static bool HasPackager(TreeRoot image)
    {
        try
        {
            using var parent = image.OpenParent(GenericPackager.Path, out var name);
            return parent.TryGetStatus(name) is not null;
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }

    private static async Task<bool> RunAllAsync(
        BuildSession session,
        ImageSandbox sandbox,
        IReadOnlyList<string> tests,
        TreeRoot image,
        bool hasPackager,
        CancellationToken cancellationToken)
    {
        var failed = new ConcurrentQueue<string>();
        var quota = new OutputQuota(MaximumKeptOutput);
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaximumParallelTests, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tests, options, async (test, token) =>
        {
            if (await RunAsync(session, sandbox, test, image, hasPackager, quota, token) is { } failure)
            {
                failed.Enqueue(failure);
            }
        });
        if (failed.IsEmpty)
        {
            return true;
        }

        var others = failed.Count - MaximumNamedFailures;
        var more = others > 0 ? $"; and {others} more {(others == 1 ? "test" : "tests")} failed" : "";
        throw new ImaginatorException(
            string.Join("; ", failed.Order(StringComparer.Ordinal).Take(MaximumNamedFailures)) + more);
    }

    /// <returns>The failure of the test; null if it passed.</returns>
    private static async Task<string?> RunAsync(
        BuildSession session,
        ImageSandbox sandbox,
        string test,
        TreeRoot image,
        bool hasPackager,
        OutputQuota quota,
        CancellationToken cancellationToken)
    {
        var output = new ImageTestOutput(quota);
        var timeout = session.Request.TestTimeout
            ?? session.Stream.Limits.Or(session.Settings.Limits).TestTimeout ?? DefaultTimeout;
        var result = await sandbox.RunTestAsync(test, hasPackager, timeout, output, cancellationToken);
        output.WriteTo(session.Log, $"Test {FileName.ToDisplay(test)}: {(result.Succeeded ? "passed" : result.Describe())}");
        return result.Succeeded ? null : CommandFailedException.Describe(test, result, ProgramStartCause.Find(image, test, result));
    }
}
