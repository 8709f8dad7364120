using System.Buffers;
using Imaginator.Building.Builds;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Stages;

/// <summary>Runs the tests of an image: every executable regular file below <c>/tests</c>, all at once.</summary>
internal static class ImageTests
{
    private const string TestsDirectory = "/tests";
    private const uint AnyExecuteBit = 0x49; // 0111

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs the tests.</summary>
    /// <returns>How many there were; all of them passed.</returns>
    /// <exception cref="ImaginatorException">Some failed; the message names each with the reason.</exception>
    public static async Task<int> RunAsync(BuildSession session, WorkingTree tree, CancellationToken cancellationToken)
    {
        var tests = Find(tree.Root);
        if (tests.Count == 0)
        {
            return 0;
        }

        await using var sandbox = await ImageSandbox.StartAsync(session, tree, cancellationToken).ConfigureAwait(false);
        await session.PointOfFailure.GuardAsync(
            session, sandbox, () => RunAllAsync(session, sandbox, tests, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return tests.Count;
    }

    private static async Task RunAllAsync(
        BuildSession session, ImageSandbox sandbox, List<string> tests, CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(
            tests.Select(test => RunAsync(session, sandbox, test, cancellationToken))).ConfigureAwait(false);
        var failed = failures.OfType<string>().ToList();
        if (failed.Count > 0)
        {
            throw new ImaginatorException(string.Join("; ", failed));
        }
    }

    private static async Task<string?> RunAsync(
        BuildSession session, ImageSandbox sandbox, string test, CancellationToken cancellationToken)
    {
        // Tests run at the same time: each one's output is kept together.
        var output = new CollectedOutput();
        var timeout = session.Request.TestTimeout
            ?? session.Stream.Limits.Or(session.Settings.Limits).TestTimeout ?? DefaultTimeout;
        var result = await sandbox.RunTestAsync(test, timeout, output, cancellationToken).ConfigureAwait(false);
        session.Log.WriteLine($"Test {test}: {(result.Succeeded ? "passed" : result.Describe())}");
        session.Log.Write(output.Bytes);
        return result.Succeeded ? null : CommandFailedException.Describe(test, result);
    }

    /// <summary>Bounded by the sandbox, which limits what its commands print.</summary>
    private sealed class CollectedOutput : IBuildLog
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public ReadOnlySpan<byte> Bytes => _buffer.WrittenSpan;

        public void Write(ReadOnlySpan<byte> output)
        {
            lock (_buffer)
            {
                _buffer.Write(output);
            }
        }
    }

    private static List<string> Find(TreeRoot image)
    {
        var tests = new List<string>();
        if (image.Directory.TryGetStatus(TestsDirectory[1..]) is { Type: FileType.Directory })
        {
            Add(image.Directory, TestsDirectory[1..], "", tests);
        }

        return tests;
    }

    private static void Add(DirectoryHandle parent, string name, string path, List<string> tests)
    {
        using var directory = parent.OpenDirectory(name);
        path = $"{path}/{name}";
        foreach (var entry in directory.ReadEntries())
        {
            switch (directory.TryGetStatus(entry))
            {
                case { Type: FileType.Directory }:
                    Add(directory, entry, path, tests);
                    break;
                case { Type: FileType.Regular } status when (status.Mode & AnyExecuteBit) != 0:
                    tests.Add($"{path}/{entry}");
                    break;
            }
        }
    }
}
