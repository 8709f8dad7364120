using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.PackageCache.Tests.Storage;

public sealed class PackageStoreTests : IDisposable
{
    private const int ContentsLength = 10_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task WhatWasNotUsedForLongest_Goes_ButNotUnderWhoReadsIt()
    {
        // Three files and their heads.
        var store = Open(60_000);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await KeepAsync(store, name);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.NotNull(TryUse(store, "a"));
        _time.Advance(TimeSpan.FromSeconds(1));
        using var reading = store.Open(KeyOf("b"));
        using var alsoReading = store.Open(KeyOf("c"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(TryUse(store, "a"));
        await KeepAsync(store, "d");

        Assert.NotNull(TryUse(store, "a"));
        Assert.Null(TryUse(store, "b"));
        var contents = new byte[ContentsLength];
        Assert.Equal(ContentsLength, await reading!.ReadAsync(contents, 0, Cancelled));
        Assert.All(contents, value => Assert.Equal((byte)'b', value));
    }

    [Fact]
    public async Task Opening_KeepsToTheBound_AndRemovesWhatIsLeftOver_ButNotWhatIsBeingFetched()
    {
        var store = Open(1 << 20);
        await KeepAsync(store, "a");
        await KeepAsync(store, "b");
        using var fetched = store.TryBegin(Guid.NewGuid(), ContentsLength)!;
        File.WriteAllText(_directory.PathOf("incoming", "left-over"), "half of a file");

        store = Open(30_000);
        Assert.Equal([fetched.Path], Directory.GetFiles(_directory.PathOf("incoming")));
        Assert.Single(Directory.GetFiles(_directory.PathOf("files"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task DamagedFile_IsAsIfItWereNotThere()
    {
        var store = Open(1 << 20);
        await KeepAsync(store, "a");
        var path = Assert.Single(Directory.GetFiles(_directory.PathOf("files"), "*", SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(path, new byte[20_000], Cancelled);
        Assert.Null(store.Open(KeyOf("a")));
        Assert.False(File.Exists(path));
    }

    private static CacheKey KeyOf(string name) => new(new Uri($"http://mirror.example/pool/{name}.deb"), "");

    private static CachedFile? TryUse(PackageStore store, string name)
    {
        var file = store.Open(KeyOf(name));
        file?.Dispose();
        return file;
    }

    private static async Task KeepAsync(PackageStore store, string name)
    {
        using var file = store.TryBegin(Guid.NewGuid(), ContentsLength)!;
        var contents = new byte[ContentsLength];
        Array.Fill(contents, (byte)name[0]);
        await file.WriteAsync(contents, 0, Cancelled);
        var key = KeyOf(name);
        store.Keep(key, file, new FileHead { Url = key.Address.AbsoluteUri }, DateTimeOffset.UnixEpoch);
    }

    private PackageStore Open(long maximumBytes) => PackageStore.Open(
        new PackageCacheOptions
        {
            Directory = _directory.FullName,
            MaximumBytes = maximumBytes,
            IndexMaxAge = TimeSpan.FromMinutes(1),
        },
        _time);
}
