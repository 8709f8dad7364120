using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Tests;

namespace Imaginator.ImageServing.Tests.Objects;

/// <summary>Our client of image servers, our image server, and the store, from end to end.</summary>
public sealed class UploadTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Points => [.. Enumerable.Range(0, 45).Select(i => i < 15 ? i * 60 : (i - 14) * 15_000)];

    [Fact]
    public async Task AnImage_GoesThereAndBack()
    {
        await using var store = await _host.ConnectAsync();
        var files = SampleImages.Files(200, 5_000, seed: 1).Append(new byte[3_000_000]).ToArray();

        await SampleImages.UploadAsync(store, "s/1", files);

        await AssertCompleteAsync(store, "s/1", files);
        Assert.Equal("s/1", await store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Token));
        Assert.Equal(["s/1"], await store.ListImagesAsync("", Token).Select(image => image.Name).ToListAsync(Token));
        await store.DeleteImageAsync("s/1", Token);
        Assert.Null(await store.GetImageAsync("s/1", true, Token));
    }

    [Fact]
    public async Task TheSecondOfTwoNearlyEqualImages_SendsLessThanAHundredth()
    {
        // As large as the files of a small Debian are on average: 32 KiB.
        var files = SampleImages.Files(500, 32 * 1024, seed: 2);
        await using var proxy = new BreakingProxy(_host.Port, 0, times: 0);
        await using var store = await _host.ConnectAsync(proxy.Port);
        await SampleImages.UploadAsync(store, "s/1", files);
        var first = proxy.BytesFromClients;
        files[7] = SampleImages.Files(1, 5_000, seed: 3)[0];

        await SampleImages.UploadAsync(store, "s/2", files);

        var second = proxy.BytesFromClients - first;
        Assert.InRange(first, files.Sum(file => file.Length), long.MaxValue);
        Assert.InRange(second, 5_000, first / 100);
        await AssertCompleteAsync(store, "s/2", files);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task AnUploadWhoseConnectionsBreak_GoesOnByItself(int bytes)
    {
        var files = CreateFiles(bytes);
        await using var proxy = new BreakingProxy(_host.Port, breaksAfter: bytes, times: 3);
        await using var store = await _host.ConnectAsync(proxy.Port);

        await SampleImages.UploadAsync(store, "s/1", files);

        await AssertOneCompleteImageAsync(files);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task AnUploadThatIsGivenUpAnywhere_AndTriedAgain_LeavesOneImage(int bytes)
    {
        var files = CreateFiles(bytes);
        await using (var proxy = new BreakingProxy(_host.Port, breaksAfter: bytes, times: int.MaxValue))
        await using (var store = await _host.ConnectAsync(proxy.Port))
        {
            try
            {
                await SampleImages.UploadAsync(store, "s/1", files);
            }
            catch (ImageStoreException exception)
            {
                Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
            }
        }

        await using var again = await _host.ConnectAsync();
        if (await again.GetImageAsync("s/1", false, Token) is null)
        {
            await SampleImages.UploadAsync(again, "s/1", files);
        }

        await AssertOneCompleteImageAsync(files);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // Half a megabyte, in small and large ones.
    private static byte[][] CreateFiles(int seed) =>
        [.. SampleImages.Files(60, 3_000, seed), .. SampleImages.Files(2, 180_000, seed + 1)];

    private async Task AssertOneCompleteImageAsync(byte[][] files)
    {
        await using var store = await _host.ConnectAsync();
        Assert.Equal(["s/1"], await store.ListImagesAsync("", Token).Select(image => image.Name).ToListAsync(Token));
        await AssertCompleteAsync(store, "s/1", files);
        Assert.Empty((await _host.CheckAsync()).Faults);
    }

    private static async Task AssertCompleteAsync(IImageStore store, string name, byte[][] files)
    {
        var image = (await store.GetImageAsync(name, withFileSystem: true, Token))!;
        ObjectHash[] hashes = [.. files.Select(file => ObjectHash.Compute(file))];
        Assert.Equal(
            hashes,
            image.FileSystem!.Root.Entries.Select(entry => ((RegularInode)image.FileSystem.InodeTable[entry.InodeNumber]).Hash));
        var received = new ConcurrentDictionary<int, byte[]>();
        await store.GetObjectsAsync(
            hashes,
            async (index, contents, token) =>
            {
                var bytes = new byte[contents.Length];
                await using var stream = contents.OpenRead();
                await stream.ReadExactlyAsync(bytes, token);
                Assert.True(received.TryAdd(index, bytes));
            },
            Token);
        Assert.Equal(files, received.OrderBy(item => item.Key).Select(item => item.Value));
    }
}
