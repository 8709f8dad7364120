using System.Security.Cryptography;
using Imaginator.Building.Scanning;
using Imaginator.Building.Unpacking;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.SourceTrees;

public sealed class TreeCacheTests : IAsyncDisposable
{
    private readonly TemporaryTree _state = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<TreeCache> _caches = [];
    private readonly MemoryImageServer _server;
    private int _deliveries;

    public TreeCacheTests() => _server = new()
    {
        Deliver = bytes =>
        {
            Interlocked.Increment(ref _deliveries);
            return ObjectContents.FromBytes(bytes);
        },
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var cache in _caches)
        {
            await cache.DisposeAsync();
        }

        _state.Dispose();
    }

    [Fact]
    public async Task Tree_IsUnpackedOnce()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 1);

        using (var first = await AcquireAsync(Open(), image))
        {
            Assert.False(first.WasThere);
            Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(first)));
        }

        var deliveries = _deliveries;
        using var second = await AcquireAsync(Open(), image);
        Assert.True(second.WasThere);
        Assert.Equal(deliveries, _deliveries);
    }

    [Fact]
    public async Task Tree_ThatSeveralWantAtOnceIsUnpackedOnce()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 2);
        var objects = _server.Objects.Count;
        var caches = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        var trees = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => AcquireAsync(caches[i % 4], image))));

        Assert.Single(trees, tree => !tree.WasThere);
        Assert.Equal(objects, _deliveries);
        Array.ForEach(trees, tree => tree.Dispose());
    }

    [Fact]
    public async Task ImagesWithEqualTrees_ShareOne()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 3);
        using var first = await AcquireAsync(Open(), image);

        using var second = await Open().AcquireAsync(
            _server, "another/2026-01-01:00:00:00", image with { SourceImage = "x" }, TestContext.Current.CancellationToken);

        Assert.True(second.WasThere);
    }

    [Fact]
    public async Task FailedUnpacking_LeavesNothing()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 4);
        _server.Objects.Clear();
        var cache = Open();

        await Assert.ThrowsAsync<ImageStoreException>(() => AcquireAsync(cache, image));

        await cache.WhenIdleAsync();
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task MalformedImage_IsRefused()
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        var malformed = image with
        {
            FileSystem = image.FileSystem! with
            {
                Root = image.FileSystem.Root with { Entries = [new DirectoryEntry("..", 1)] },
            },
        };

        await Assert.ThrowsAsync<UnpackException>(() => AcquireAsync(Open(), malformed));

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task TreeWithoutItsMarker_IsMadeAnew()
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        (await AcquireAsync(Open(), image)).Dispose();
        await IdleAsync();

        // As after a kill -9 in the middle.
        File.Delete(Path.Combine(Entry(), "complete"));
        File.WriteAllBytes(Path.Combine(Entry(), "tree/a"), [2]);
        File.WriteAllBytes(Path.Combine(Entry(), "complete.new"), [2]);

        using var tree = await AcquireAsync(Open(), image);
        Assert.False(tree.WasThere);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task TreeWithoutItsMarker_IsRemovedBySomebodyWhoDoesNotNeedIt()
    {
        (await AcquireAsync(Open(), await SourceImage.OfAsync(_server, tree => tree.Write("a", [1])))).Dispose();
        await IdleAsync();
        File.Delete(Path.Combine(Entry(), "complete"));

        await Open().WhenIdleAsync();

        Assert.Empty(Entries());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TreeFromBeforeTheMachineStopped_CountsOnlyIfItWasOnDisk(bool wasOnDisk)
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        var cache = Open();
        (await AcquireAsync(cache, image)).Dispose();
        await cache.WhenIdleAsync();
        if (wasOnDisk)
        {
            await FlushAsync(cache);
        }

        await RestartMachineAsync();

        using var tree = await AcquireAsync(Open(), image);
        Assert.Equal(wasOnDisk, tree.WasThere);
    }

    [Fact]
    public async Task TreeMadeAnew_IsNotOnDiskBecauseTheOneBeforeItWas()
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        var cache = Open();
        (await AcquireAsync(cache, image)).Dispose();
        await FlushAsync(cache);
        var flushed = await File.ReadAllBytesAsync(Path.Combine(Entry(), "flushed"), Cancelled);
        File.Delete(Path.Combine(Entry(), "complete"));
        (await AcquireAsync(cache, image)).Dispose();
        await IdleAsync();
        Assert.False(File.Exists(Path.Combine(Entry(), "flushed")));

        // As after a power cut, where the file system had not come to its removal.
        await File.WriteAllBytesAsync(Path.Combine(Entry(), "flushed"), flushed, Cancelled);
        await RestartMachineAsync();

        using var tree = await AcquireAsync(Open(), image);
        Assert.False(tree.WasThere);
    }

    [Theory]
    [InlineData("")]
    [InlineData("imaginator source tree, version 2\n")]
    [InlineData("imaginator source tree, version 1\nx\ny\n")]
    public async Task UnreadableMarker_IsNone(string contents)
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        (await AcquireAsync(Open(), image)).Dispose();
        await IdleAsync();
        await File.WriteAllTextAsync(Path.Combine(Entry(), "complete"), contents, Cancelled);

        using var tree = await AcquireAsync(Open(), image);
        Assert.False(tree.WasThere);
    }

    [Fact]
    public async Task TooManyTrees_LoseThoseThatWereNotUsedForLongest()
    {
        var images = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            i => SourceImage.OfAsync(_server, tree => tree.Write("a", RandomNumberGenerator.GetBytes(100_000 + i)))));
        var size = TreeSize.Of(images[0].FileSystem!);
        var cache = Open(2 * size);
        foreach (var image in (Image[])[images[0], images[1], images[0], images[2]])
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            (await AcquireAsync(cache, image)).Dispose();
            await cache.WhenIdleAsync();
        }

        Assert.Equal(2, Entries().Length);
        using var used = await AcquireAsync(cache, images[0]);
        using var last = await AcquireAsync(cache, images[2]);
        Assert.True(used.WasThere && last.WasThere);
    }

    [Fact]
    public async Task TreeInUse_StaysHoweverLittleRoomThereIs()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 5);
        var other = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        var cache = Open(sizeLimit: 0);
        using (var tree = await AcquireAsync(cache, image))
        {
            (await AcquireAsync(Open(sizeLimit: 0), other)).Dispose();
            await IdleAsync();
            await Open(sizeLimit: 0).WhenIdleAsync();
            Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
        }

        await IdleAsync();
        Assert.Empty(Entries());
    }

    [Fact]
    public async Task TreeThatFitsNever_DoesNotDriveOthersOut()
    {
        var small = await SourceImage.OfAsync(_server, tree => tree.Write("a", [1]));
        var large = await SourceImage.OfAsync(_server, tree => tree.Write("a", RandomNumberGenerator.GetBytes(1_000_000)));
        var cache = Open(sizeLimit: 100_000);
        (await AcquireAsync(cache, small)).Dispose();
        using (await AcquireAsync(cache, large))
        {
            // Not even while it is in use and cannot go.
            cache.StartTidying();
            await cache.WhenIdleAsync();
        }

        await cache.WhenIdleAsync();

        using var tree = await AcquireAsync(cache, small);
        Assert.True(tree.WasThere);
        Assert.Single(Entries());
    }

    [Fact]
    public async Task InterruptedRemoval_IsFinished()
    {
        (await AcquireAsync(Open(), await SourceImage.OfAsync(_server, tree => tree.Write("a", [1])))).Dispose();
        await IdleAsync();
        Directory.Move(Entry(), Path.Combine(_state.HostPath, "removed-0123"));

        await Open().WhenIdleAsync();

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task Check_FindsNothingWrongWithWhatWasUnpacked()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 6, entries: 200);
        (await AcquireAsync(Open(), image)).Dispose();
        await IdleAsync();

        var report = await CheckAsync(repair: false);

        Assert.Equal((1, (long)image.FileSystem!.TotalDataBytes), (report.Trees, report.Bytes));
        Assert.Empty(report.Faults);
    }

    [Theory]
    [InlineData("contents")]
    [InlineData("mode")]
    [InlineData("time")]
    [InlineData("added")]
    [InlineData("removed")]
    [InlineData("broken link")]
    public async Task Check_FindsWhatDiffersAndRepairRemovesIt(string change)
    {
        var image = await SourceImage.OfAsync(_server, tree =>
        {
            tree.Write("d/a", [1]);
            tree.Handle.OpenDirectory("d").Link(tree.Handle.OpenDirectory("d"), "a", "b");
        });
        (await AcquireAsync(Open(), image)).Dispose();
        await IdleAsync();
        var file = Path.Combine(Entry(), "tree/d/a");
        var time = File.GetLastWriteTimeUtc(file);
        switch (change)
        {
            case "contents":
                File.WriteAllBytes(file, [2]);
                break;
            case "mode":
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
                break;
            case "time":
                time += TimeSpan.FromTicks(1);
                break;
            case "added":
                File.WriteAllBytes(file + "a", []);
                break;
            case "removed":
                File.Delete(file);
                break;
            case "broken link":
                File.Delete(file);
                File.WriteAllBytes(file, [1]);
                break;
        }

        if (File.Exists(file))
        {
            File.SetLastWriteTimeUtc(file, time);
        }

        var report = await CheckAsync(repair: false);
        Assert.Contains(SourceImage.Name, Assert.Single(report.Faults), StringComparison.Ordinal);

        Assert.Single((await CheckAsync(repair: true)).Repairs);
        Assert.Empty(Entries());
        using var tree = await AcquireAsync(Open(), image);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task Repair_LeavesATreeAloneThatABuildUses()
    {
        using var tree = await AcquireAsync(Open(), await SourceImage.OfAsync(_server, tree => tree.Write("a", [1])));
        await IdleAsync();
        File.WriteAllBytes(Path.Combine(Entry(), "tree/a"), [2]);

        var report = await CheckAsync(repair: true);

        Assert.Contains("uses it", Assert.Single(report.Repairs), StringComparison.Ordinal);
        Assert.Single(Entries());
    }

    [Fact]
    public async Task Check_OfACacheThatWasNeverUsedFindsNothing()
    {
        var report = await CacheCheck.RunAsync(Path.Combine(_state.HostPath, "none"), false, _time, Cancelled);

        Assert.Equal(0, report.Trees);
        Assert.False(Directory.Exists(Path.Combine(_state.HostPath, "none")));
    }

    private async Task FlushAsync(TreeCache cache)
    {
        _time.Advance(TimeSpan.FromMinutes(2));
        cache.StartTidying();
        await cache.WhenIdleAsync();
    }

    // Whatever was written now seems to have been written in an earlier run of the machine.
    private async Task RestartMachineAsync()
    {
        var other = Guid.NewGuid().ToString();
        foreach (var file in (string[])["complete", "flushed"])
        {
            var path = Path.Combine(Entry(), file);
            if (File.Exists(path))
            {
                var text = await File.ReadAllTextAsync(path, Cancelled);
                await File.WriteAllTextAsync(path, text.Replace(BootId.Read(), other, StringComparison.Ordinal), Cancelled);
            }
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TreeCache Open(long sizeLimit = long.MaxValue)
    {
        var cache = TreeCache.Open(_state.HostPath, sizeLimit, _time, NullLogger.Instance);
        _caches.Add(cache);
        return cache;
    }

    private Task<CachedTree> AcquireAsync(TreeCache cache, Image image) =>
        cache.AcquireAsync(_server, SourceImage.Name, image, Cancelled);

    private Task<TreeCacheReport> CheckAsync(bool repair) => CacheCheck.RunAsync(_state.HostPath, repair, _time, Cancelled);

    private async Task IdleAsync()
    {
        foreach (var cache in _caches)
        {
            await cache.WhenIdleAsync();
        }
    }

    private async Task<FileSystemTree> ScanAsync(CachedTree tree)
    {
        using var root = TreeRoot.OfImage(tree.OpenRoot());
        await using var nowhere = new NoUpload();
        return (await new TreeScanner(TimeProvider.System).ScanAsync(root, null, nowhere, Cancelled)).Tree;
    }

    private string Entry() => Assert.Single(Entries());

    private string[] Entries() => Directory.GetDirectories(_state.HostPath);
}
