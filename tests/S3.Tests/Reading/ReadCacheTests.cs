using Imaginator.Plugins.S3.Tests.Support;

namespace Imaginator.Plugins.S3.Tests.Reading;

public sealed class ReadCacheTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryServer _server = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ObjectsThatWereRead_AreNotTransferredAgain()
    {
        byte[][] files = [.. SampleImages.Random(20, 1_000, seed: 1), .. SampleImages.Random(1, 5_000_000, seed: 2)];
        await using var store = Open(100 << 20);
        await SampleImages.AddAsync(store, "s/1", files);
        await SampleImages.RequireCompleteAsync(store, "s/1", files);
        var reads = _server.Reads;

        await SampleImages.RequireCompleteAsync(store, "s/1", files);

        Assert.Equal(reads, _server.Reads);
    }

    [Fact]
    public async Task DamagedFiles_AreTransferredAgain()
    {
        var files = SampleImages.Random(5, 1_000, seed: 1);
        await using var store = Open(100 << 20);
        await SampleImages.AddAsync(store, "s/1", files);
        await SampleImages.RequireCompleteAsync(store, "s/1", files);
        foreach (var path in Directory.EnumerateFiles(_directory.FullName, "*", SearchOption.AllDirectories))
        {
            await File.WriteAllTextAsync(path, "damaged", TestContext.Current.CancellationToken);
        }

        await SampleImages.RequireCompleteAsync(store, "s/1", files);
    }

    [Fact]
    public async Task OldFiles_AreRemoved_AboveTheLimit()
    {
        var files = SampleImages.Random(40, 100_000, seed: 1);
        await using var store = Open(1 << 20);
        await SampleImages.AddAsync(store, "s/1", files);

        await SampleImages.RequireCompleteAsync(store, "s/1", files);

        var bytes = Directory.EnumerateFiles(_directory.FullName, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        Assert.InRange(bytes, 1, 1 << 20);
    }

    private S3ImageStore Open(long limit) => MemoryStore.Open(
        _server, MemoryStore.Options with { CacheDirectory = _directory.FullName, CacheSize = limit });
}
