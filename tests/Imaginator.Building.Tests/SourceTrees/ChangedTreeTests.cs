using System.Security.Cryptography;
using Imaginator.Building.Scanning;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.SourceTrees;

/// <summary>Changes of cached trees are found before a build uses the tree. Unused trees are removed when disk space is scarce.</summary>
public sealed class ChangedTreeTests : IAsyncDisposable
{
    private readonly TemporaryTree _state = new();
    private readonly MemoryImageServer _server = new();
    private readonly TreeCache _cache;

    // Its time stands still: a check has no time limit.
    public ChangedTreeTests() => _cache = TreeCache.Open(
        _state.HostPath, long.MaxValue, new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), NullLogger.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        _state.Dispose();
    }

    [Theory]
    [InlineData("contents")]
    [InlineData("mode")]
    [InlineData("owner")]
    [InlineData("added")]
    [InlineData("removed")]
    [InlineData("shorter")]
    [InlineData("top directory")]
    [InlineData("no seal")]
    public async Task ChangedTree_IsUnpackedAgain(string change)
    {
        var image = await ImageAsync();
        (await AcquireAsync(image)).Dispose();
        await _cache.WhenIdleAsync();
        using (var unchanged = await AcquireAsync(image))
        {
            Assert.True(unchanged.WasThere);
        }

        await _cache.WhenIdleAsync();
        await ChangeAsync(change);

        using var tree = await AcquireAsync(image);
        Assert.False(tree.WasThere);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task ContentsBelowTheFileSystem_AreCompared()
    {
        var image = await ImageAsync();
        (await AcquireAsync(image)).Dispose();
        await _cache.WhenIdleAsync();

        // As if the disk had changed it: everything that the kernel tells of the file is as before the seal.
        File.WriteAllBytes(Path.Combine(Entry(), "tree/d/a"), [9, 2, 3]);
        await SealAgainAsync();

        using var tree = await AcquireAsync(image);
        Assert.False(tree.WasThere);
    }

    [Fact]
    public async Task ChangedTreeThatABuildUses_StaysUntilItsEnd()
    {
        var image = await ImageAsync();
        var used = await AcquireAsync(image);
        await _cache.WhenIdleAsync();
        await ChangeAsync("contents");

        using (var other = await AcquireAsync(image))
        {
            Assert.False(other.WasThere);
            Assert.Equal(2, Directory.GetDirectories(_state.HostPath).Length);
        }

        used.Dispose();
        await _cache.WhenIdleAsync();
        Entry();
    }

    [Fact]
    public async Task Relief_RemovesTreesThatNoBuildUses()
    {
        var image = await ImageAsync();
        (await AcquireAsync(image)).Dispose();
        await _cache.WhenIdleAsync();
        using (await AcquireAsync(image))
        {
            CacheRelief.Run(_state.HostPath, NullLogger.Instance);
            Entry();
        }

        await _cache.WhenIdleAsync();
        CacheRelief.Run(_state.HostPath, NullLogger.Instance);
        Assert.Empty(Directory.GetDirectories(_state.HostPath));
        CacheRelief.Run(_state.Path("none"), NullLogger.Instance);
    }

    [Fact]
    public async Task Relief_WorksOnAFullDisk()
    {
        using var disk = new SmallFileSystem(8 * 1024);
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("a", RandomNumberGenerator.GetBytes(1_000_000)));
        await using (var cache = TreeCache.Open(disk.PathOf("trees"), long.MaxValue, TimeProvider.System, NullLogger.Instance))
        {
            (await cache.AcquireAsync(_server, SourceImage.Name, image, Cancelled)).Dispose();
        }

        disk.Fill();
        CacheRelief.Run(disk.PathOf("trees"), NullLogger.Instance);
        Assert.Empty(Directory.GetDirectories(disk.PathOf("trees")));
    }

    private async Task ChangeAsync(string change)
    {
        await PassStepAsync();
        var file = Path.Combine(Entry(), "tree/d/a");
        var time = File.GetLastWriteTimeUtc(file);
        switch (change)
        {
            case "contents":
                File.WriteAllBytes(file, [1, 2, 4]);
                File.SetLastWriteTimeUtc(file, time);
                break;
            case "mode":
                File.SetUnixFileMode(file, UnixFileMode.UserRead);
                break;
            case "owner":
                using (var directory = DirectoryHandle.OpenHost(Path.GetDirectoryName(file)!))
                {
                    directory.SetOwner("a", 1, 1);
                }

                break;
            case "added":
                File.WriteAllBytes(file + "a", []);
                break;
            case "removed":
                File.Delete(file);
                break;
            case "shorter":
                File.WriteAllBytes(file, [1]);
                File.SetLastWriteTimeUtc(file, time);
                break;
            case "top directory":
                File.SetUnixFileMode(Path.Combine(Entry(), "tree"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
                break;
            case "no seal":
                File.Delete(Path.Combine(Entry(), "sealed"));
                break;
        }
    }

    // The kernel's time of files has steps of some milliseconds: a change within the step of the seal has its time.
    private async Task PassStepAsync()
    {
        var probe = Path.Combine(Entry(), "probe");
        await Wait.UntilAsync(() =>
        {
            File.WriteAllBytes(probe, [1]);
            return File.GetLastWriteTimeUtc(probe) > File.GetLastWriteTimeUtc(Path.Combine(Entry(), "sealed"));
        });
    }

    private async Task SealAgainAsync()
    {
        await PassStepAsync();
        var seal = Path.Combine(Entry(), "sealed");
        File.Delete(seal);
        File.WriteAllBytes(seal, []);
    }

    private Task<Image> ImageAsync() => SourceImage.OfAsync(_server, tree => tree.Write("d/a", [1, 2, 3]));

    private Task<CachedTree> AcquireAsync(Image image) => _cache.AcquireAsync(_server, SourceImage.Name, image, Cancelled);

    private static async Task<FileSystemTree> ScanAsync(CachedTree tree)
    {
        using var root = TreeRoot.OfImage(tree.OpenRoot());
        await using var nowhere = new NoUpload();
        return (await new TreeScanner(TimeProvider.System).ScanAsync(root, null, nowhere, Cancelled)).Tree;
    }

    private string Entry() => Assert.Single(Directory.GetDirectories(_state.HostPath));
}
