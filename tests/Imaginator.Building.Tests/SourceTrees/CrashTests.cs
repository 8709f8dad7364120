using System.Globalization;
using Imaginator.Building.Scanning;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// A process that unpacks, flushes and removes trees is killed at any moment: no tree that is used afterwards differs from
/// its image. IMAGINATOR_KILLS=NUMBER kills more often; IMAGINATOR_KILL_SEED=SEED at other moments.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int UsualKills = 12;
    private const int LongestMilliseconds = 40;

    private readonly TemporaryTree _state = TemporaryTree.InMemory();
    private readonly MemoryImageServer _server = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Kill_AtAnyMoment_LeavesNoTreeThatDiffersFromItsImage()
    {
        var seed = Read("IMAGINATOR_KILL_SEED") ?? 1;
        var random = new Random(seed);
        var incomplete = 0;
        for (var kill = 0; kill < (Read("IMAGINATOR_KILLS") ?? UsualKills); kill++)
        {
            using (var process = UnpackingProcess.Start(_state.HostPath))
            {
                await process.WaitForTreesAsync(1 + random.Next(UnpackingProcess.Images));
                await Task.Delay(random.Next(LongestMilliseconds), TestContext.Current.CancellationToken);
                process.Kill();
            }

            incomplete += Directory.GetDirectories(_state.HostPath).Count(entry => !File.Exists(Path.Combine(entry, "complete")));
            var report = await CacheCheck.RunAsync(
                _state.HostPath, repair: false, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.True(report.Faults.IsEmpty, $"seed {seed}, kill {kill}: {string.Join('\n', report.Faults)}");
        }

        // Or the test would not test anything.
        Assert.NotEqual(0, incomplete);
        await AssertUsableAsync();
    }

    private async Task AssertUsableAsync()
    {
        await using (var cache = TreeCache.Open(_state.HostPath, long.MaxValue, TimeProvider.System, NullLogger.Instance))
        {
            for (var i = 0; i < UnpackingProcess.Images; i++)
            {
                var image = await UnpackingProcess.ImageAsync(_server, i);
                using var tree = await cache.AcquireAsync(
                    _server, SourceImage.Name, image, TestContext.Current.CancellationToken);
                using var root = TreeRoot.OfImage(tree.OpenRoot());
                await using var nowhere = new NoUpload();
                var scanned = await new TreeScanner(TimeProvider.System)
                    .ScanAsync(root, null, nowhere, TestContext.Current.CancellationToken);
                Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(scanned.Tree));
            }
        }

        // What the dead have left is gone.
        Assert.Equal(UnpackingProcess.Images, Directory.GetDirectories(_state.HostPath).Length);
    }

    private static int? Read(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
