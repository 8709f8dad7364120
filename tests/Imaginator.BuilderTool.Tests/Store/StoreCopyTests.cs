using System.Text;
using Imaginator.BuilderTool.Store;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore;
using Imaginator.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.BuilderTool.Tests.Store;

public sealed class StoreCopyTests : IAsyncDisposable
{
    private const uint RegularMode = 0x81A4; // 0100644
    private const uint DirectoryMode = 0x41ED; // 040755

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PluginUnderTest _plugin;

    public StoreCopyTests() => _plugin = new PluginUnderTest(new LocalStorePlugin(), timeProvider: _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _plugin.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Images_KeepTheirOriginAndObjects()
    {
        await using var source = await OpenAsync("source");
        await using var target = await OpenAsync("target");
        await AddAsync(source, "s/2", "shared", "one");
        await AddAsync(source, "s/1", "shared", "two");
        await ((IServableStore)source).ChangeDirectoryOwnerAsync("s", "builders", Token);

        var result = await CopyAsync(source, target);

        Assert.Equal((2, 0, 3L), (result.Copied, result.Present, result.Objects));
        Assert.Empty(result.Failures);
        Assert.Equal("s/1", await target.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Token));
        Assert.Equal("builders", (await ((IServableStore)target).FindDirectoryAsync("s", Token))?.OwnerGroup);
        foreach (var name in (string[])["s/1", "s/2"])
        {
            Assert.Equal(await source.GetImageAsync(name, withFileSystem: true, Token), await target.GetImageAsync(name, withFileSystem: true, Token));
        }

        Assert.Equal("two", await ReadAsync(target, "two"));
    }

    [Fact]
    public async Task InterruptedCopy_Continues()
    {
        await using var source = await OpenAsync("source");
        await using var target = await OpenAsync("target");
        await AddAsync(source, "s/1", "shared", "one");
        await AddAsync(source, "s/2", "shared", "two");
        await AddAsync(source, "s/3", "shared", "three");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var output = new StoppingWriter("1 of 3 images", stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new StoreCopy(source, target, new CopyProgress(output, new FastTime()), _time).RunAsync(stop.Token));
        Assert.NotNull(await target.GetImageAsync("s/1", withFileSystem: false, Token));
        Assert.Null(await target.GetImageAsync("s/2", withFileSystem: false, Token));
        var result = await CopyAsync(source, target);

        Assert.Equal((2, 1), (result.Copied, result.Present));

        // The common object is not read again.
        Assert.Equal("two".Length + "three".Length, result.Bytes);
    }

    [Fact]
    public async Task Expirations_ArePostponed()
    {
        await using var source = await OpenAsync("source");
        await using var target = await OpenAsync("target");
        var expires = _time.GetUtcNow() + TimeSpan.FromDays(1);
        await AddAsync(source, "s/1", image => image with { ExpiresAt = expires }, "one");
        await CopyAsync(source, target);
        await source.ChangeImageExpirationAsync("s/1", expires.AddDays(1), Token);

        var result = await CopyAsync(source, target);

        Assert.Equal((0, 1, 1), (result.Copied, result.Present, result.Postponed));
        Assert.Equal(expires.AddDays(1), (await target.GetImageAsync("s/1", withFileSystem: false, Token))?.ExpiresAt);
    }

    [Fact]
    public async Task OtherImageOfTheSameName_IsAFailure_OfThisImageOnly()
    {
        await using var source = await OpenAsync("source");
        await using var target = await OpenAsync("target");
        await AddAsync(source, "s/1", "one");
        await AddAsync(source, "s/2", "two");
        await AddAsync(target, "s/1", image => image with { BuildCommitId = "other" }, "other");

        var result = await CopyAsync(source, target);

        Assert.Equal("s/1", Assert.Single(result.Failures).ImageName);
        Assert.Equal(1, result.Copied);
        Assert.NotNull(await target.GetImageAsync("s/2", withFileSystem: false, Token));
    }

    [Fact]
    public async Task TheSameStoreTwice_IsRefused() =>
        (await BuilderToolRun.RunAsync("copy-store", "/nonexistent/store", "/nonexistent/store")).ShouldFail(2, "FROM and TO are the same store");

    private Task<IImageStore> OpenAsync(string name) => _plugin.Get<IUploader>().OpenAsync($"local://{_directory.PathOf(name)}", Token);

    private Task<CopyResult> CopyAsync(IImageStore source, IImageStore target) =>
        new StoreCopy(source, target, new CopyProgress(TextWriter.Null, _time), _time).RunAsync(Token);

    private Task AddAsync(IImageStore store, string name, params string[] texts) => AddAsync(store, name, image => image, texts);

    private async Task AddAsync(IImageStore store, string name, Func<Image, Image> change, params string[] texts)
    {
        await using var upload = await store.BeginUploadAsync(Token);
        foreach (var text in texts)
        {
            var contents = Encoding.UTF8.GetBytes(text);
            await upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token);
        }

        await upload.CommitAsync(name, change(ImageOf(texts)), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static Image ImageOf(string[] texts) => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = texts.Index().ToDictionary(text => (ulong)text.Index + 1, text => (Inode)FileOf(text.Item)),
            Root = new DirectoryInode
            {
                Mode = DirectoryMode,
                Entries = [.. texts.Index().Select(text => new DirectoryEntry($"file{text.Index}", (ulong)text.Index + 1))],
            },
            NumRegularInodes = (ulong)texts.Length,
            TotalDataBytes = (ulong)texts.Sum(text => text.Length),
            DirectoryCount = 1,
        },
    };

    private static RegularInode FileOf(string text) =>
        new() { Mode = RegularMode, Size = (ulong)text.Length, Hash = ObjectHash.Compute(Encoding.UTF8.GetBytes(text)) };

    private static async Task<string> ReadAsync(IImageStore store, string text)
    {
        var read = "";
        await store.GetVerifiedObjectsAsync(
            [ObjectHash.Compute(Encoding.UTF8.GetBytes(text))],
            async (_, contents, token) =>
            {
                using var reader = new StreamReader(contents.OpenRead());
                read = await reader.ReadToEndAsync(token);
            },
            Token);
        return read;
    }

    // A minute passes between two readings, so that each step writes its progress.
    private sealed class FastTime : TimeProvider
    {
        private long _timestamp;

        public override long GetTimestamp() => Interlocked.Add(ref _timestamp, 60 * TimestampFrequency);
    }

    private sealed class StoppingWriter(string beginning, CancellationTokenSource stop) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(beginning, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }
}
