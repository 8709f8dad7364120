using System.Buffers;
using System.Collections.Concurrent;
using Imaginator.Building.Builds;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Stages;

/// <summary>Runs the tests of an image: every executable regular file below <c>/tests</c>, all at once.</summary>
internal static class ImageTests
{
    private const string TestsDirectory = "/tests";
    private const uint AnyExecuteBit = 0x49; // 0111

    // Far more than anybody has; what an image with more of them costs this program is bounded all the same.
    private const int MostAtOnce = 500;
    private const int MostNamed = 10;
    private const long MostOutput = 32L * 1024 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs tests.</summary>
    /// <param name="session">The build.</param>
    /// <param name="tree">The tree that they run in.</param>
    /// <param name="tests">The tests; see <see cref="Find"/>.</param>
    /// <param name="cancellationToken">Stops within 2 s.</param>
    /// <exception cref="ImaginatorException">Some failed; the message names each with the reason.</exception>
    public static async Task RunAsync(
        BuildSession session, SandboxTree tree, List<string> tests, CancellationToken cancellationToken)
    {
        await using var sandbox = await ImageSandbox.StartAsync(session, tree, cancellationToken);
        await session.PointOfFailure.GuardAsync(
            session, sandbox, () => RunAllAsync(session, sandbox, tests, cancellationToken), cancellationToken);
    }

    private static async Task RunAllAsync(
        BuildSession session, ImageSandbox sandbox, List<string> tests, CancellationToken cancellationToken)
    {
        // All at once means: as many as anybody has. What runs is the image's to say, so there are bounds.
        var failed = new ConcurrentQueue<string>();
        var kept = new KeptOutput();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tests, options, async (test, token) =>
        {
            if (await RunAsync(session, sandbox, test, kept, token) is { } failure)
            {
                failed.Enqueue(failure);
            }
        });
        if (!failed.IsEmpty)
        {
            var more = failed.Count > MostNamed ? $"; and {failed.Count - MostNamed} more tests failed" : "";
            throw new ImaginatorException(
                string.Join("; ", failed.Order(StringComparer.Ordinal).Take(MostNamed)) + more);
        }
    }

    private static async Task<string?> RunAsync(
        BuildSession session, ImageSandbox sandbox, string test, KeptOutput kept, CancellationToken cancellationToken)
    {
        // Tests run at the same time: each one's output is kept together.
        var output = new CollectedOutput(kept);
        var timeout = session.Request.TestTimeout
            ?? session.Stream.Limits.Or(session.Settings.Limits).TestTimeout ?? DefaultTimeout;
        var result = await sandbox.RunTestAsync(test, timeout, output, cancellationToken);
        output.WriteTo(session.Log, $"Test {FileName.ToDisplay(test)}: {(result.Succeeded ? "passed" : result.Describe())}");
        return result.Succeeded ? null : CommandFailedException.Describe(test, result);
    }

    /// <summary>How much of the output of all tests is kept at the moment.</summary>
    private sealed class KeptOutput
    {
        private long _bytes;

        /// <summary>Asks for room.</summary>
        /// <returns>Whether there is that much.</returns>
        public bool TryTake(int bytes)
        {
            if (Interlocked.Add(ref _bytes, bytes) <= MostOutput)
            {
                return true;
            }

            Return(bytes);
            return false;
        }

        public void Return(int bytes) => Interlocked.Add(ref _bytes, -bytes);
    }

    /// <summary>What one test prints, until it has ended.</summary>
    private sealed class CollectedOutput(KeptOutput kept) : IBuildLog
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private long _dropped;

        public void Write(ReadOnlySpan<byte> output)
        {
            lock (_buffer)
            {
                if (kept.TryTake(output.Length))
                {
                    _buffer.Write(output);
                }
                else
                {
                    _dropped += output.Length;
                }
            }
        }

        public void WriteTo(BuildLog log, string firstLine)
        {
            lock (_buffer)
            {
                log.WriteLine(firstLine);
                log.Write(_buffer.WrittenSpan);
                if (_dropped > 0)
                {
                    log.WriteLine($"[{_dropped} more bytes were not kept]");
                }

                kept.Return(_buffer.WrittenCount);
                _buffer.ResetWrittenCount();
            }
        }
    }

    /// <summary>Finds the tests of an image.</summary>
    /// <returns>Their paths in the image.</returns>
    public static List<string> Find(TreeRoot image)
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
