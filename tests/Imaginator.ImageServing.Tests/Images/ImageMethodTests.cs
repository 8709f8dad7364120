using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Images;

public sealed class ImageMethodTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public ImageMethodTests() => _client = _host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddImage_Explains_WhatIsWrong()
    {
        await _host.Store.MakeDirectoryAsync("s", Token);
        await SampleImages.AddAsync(_host.Store, "s/taken", "x");
        await SampleImages.AddAsync(_host.Store, "s/deleted", "x");
        await _host.Store.DeleteImageAsync("s/deleted", Token);
        var plain = SampleImages.OfTexts("x");

        Assert.Equal("image already exists", await AddAsync("s/taken", plain));
        Assert.Equal("cannot add previously deleted image: s/deleted", await AddAsync("s/deleted", plain));
        Assert.Contains("no such file or directory", await AddAsync("t/1", plain), StringComparison.Ordinal);
        Assert.Contains("a directory has that name", await AddAsync("s", plain), StringComparison.Ordinal);
        Assert.Contains("invalid image name", await AddAsync("s/..", plain), StringComparison.Ordinal);
        Assert.Equal("nil file-system", await AddAsync("s/1", plain with { FileSystem = null }));
        Assert.Equal("nil image", await _client.FailAsync<AddImageResponse>("AddImage", new AddImageRequest { ImageName = "s/1" }));
        Assert.Equal(
            $"object: {SampleImages.HashOf("y")} is not available", await AddAsync("s/1", SampleImages.OfTexts("x", "y", "y")));
        Assert.Equal("2 objects are not available", await AddAsync(
            "s/1", SampleImages.OfTexts("x", "y") with { BuildLog = new Annotation(SampleImages.HashOf("log")) }));
        Assert.Equal("duplicate computed inode: /b", await AddAsync("s/1", WithEntries(
            new ComputedRegularInode { Mode = 0x81A4, Source = "g:1" }, "a", "b")));
        Assert.Contains("invalid tree", await AddAsync("s/1", WithEntries(
            new RegularInode { Mode = 0x81A4 }, "b", "a")), StringComparison.Ordinal);
        Assert.Equal(["s/taken"], await _client.ListAsync(null));
    }

    [Fact]
    public async Task Images_CanBeReadAndDeleted_WhenTheDiskIsFull()
    {
        using var disk = new SmallFileSystem(16 * 1024);
        await using var host = ServingHost.StartIn(disk.FullName);
        await SampleImages.AddAsync(host.Store, "s/1", "x");
        await SampleImages.AddAsync(host.Store, "s/2", "y");
        disk.Fill();

        await using var client = await host.ConnectAsync();
        Assert.NotNull(await client.GetImageAsync("s/2", withFileSystem: true, Token));
        await client.DeleteImageAsync("s/1", Token);

        Assert.Null(await client.GetImageAsync("s/1", withFileSystem: false, Token));
    }

    [Fact]
    public async Task AddImage_DropsWhatHasExpired()
    {
        await _host.Store.MakeDirectoryAsync("s", Token);
        var image = SampleImages.Of() with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1) };

        await _client.CallAsync<AddImageResponse>("AddImage", Request("s/1", image));
        Assert.False(await CheckAsync("s/1"));

        // As if it had never been: the name is free.
        await _client.CallAsync<AddImageResponse>("AddImage", Request("s/1", image with { ExpiresAt = null }));
        Assert.True(await CheckAsync("s/1"));
    }

    [Fact]
    public async Task FindLatestImage_Filters()
    {
        var tags = ImmutableSortedDictionary<string, string>.Empty.Add("os", "debian");
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Of() with { BuildCommitId = "c1", BuildBranch = "main", Tags = tags });
        await SampleImages.AddAsync(_host.Store, "s/2", SampleImages.Of() with { BuildCommitId = "c2" });
        await SampleImages.AddAsync(
            _host.Store, "s/3", SampleImages.Of() with { ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1) });
        await SampleImages.AddAsync(_host.Store, "s/sub/4", SampleImages.Of());
        await SampleImages.AddAsync(_host.Store, "top", SampleImages.Of());

        Assert.Equal("s/3", await FindAsync(new FindLatestImageRequest { DirectoryName = "s" }));
        Assert.Equal("s/2", await FindAsync(new FindLatestImageRequest { DirectoryName = "s", IgnoreExpiringImages = true }));
        Assert.Equal("s/1", await FindAsync(new FindLatestImageRequest { DirectoryName = "s", BuildCommitId = "c1" }));
        Assert.Equal("s/1", await FindAsync(new FindLatestImageRequest { DirectoryName = "s", BuildCommitId = "main" }));
        Assert.Equal("", await FindAsync(new FindLatestImageRequest { DirectoryName = "s", BuildCommitId = "c3" }));
        Assert.Equal("s/1", await FindAsync(WithTags("ubuntu", "debian")));
        Assert.Equal("", await FindAsync(WithTags("ubuntu")));
        Assert.Equal("top", await FindAsync(new FindLatestImageRequest { DirectoryName = "." }));
        var unknown = await _client.CallAsync<FindLatestImageResponse>(
            "FindLatestImage", new FindLatestImageRequest { DirectoryName = "t" });
        Assert.Equal(("", "unknown directory: t"), (unknown.ImageName, unknown.Error));

        static FindLatestImageRequest WithTags(params string[] values) => new()
        {
            DirectoryName = "s",
            TagsToMatch = new Dictionary<string, ImmutableArray<string>> { ["os"] = [.. values] },
        };
    }

    [Fact]
    public async Task ListSelectedImages_Selects()
    {
        var tags = ImmutableSortedDictionary<string, string>.Empty.Add("os", "debian");
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Of() with { Tags = tags });
        await SampleImages.AddAsync(_host.Store, "s/sub/2", SampleImages.Of());
        await SampleImages.AddAsync(
            _host.Store, "s/3", SampleImages.Of() with { ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1) });
        await SampleImages.AddAsync(_host.Store, "top", SampleImages.Of());

        Assert.Equal(["s/1", "s/3", "s/sub/2", "top"], await _client.ListAsync(null));
        Assert.Equal(["s/1", "s/3", "s/sub/2", "top"], await ListAsync(""));
        Assert.Equal(["s/1", "s/3", "s/sub/2", "top"], await ListAsync("."));
        Assert.Equal(["s/1", "s/3", "s/sub/2"], await ListAsync("s"));
        Assert.Equal(["s/1", "s/3"], await ListAsync("s/"));
        Assert.Equal(["top"], await ListAsync("./"));
        Assert.Empty(await ListAsync("nosuch"));
        Assert.Equal(["s/1", "s/sub/2", "top"], await _client.ListAsync(new ListSelectedImagesRequest { IgnoreExpiringImages = true }));
        Assert.Equal(["s/1"], await _client.ListAsync(new ListSelectedImagesRequest
        {
            TagsToMatch = new Dictionary<string, ImmutableArray<string>> { ["os"] = ["debian"] },
        }));

        Task<List<string>> ListAsync(string directory) =>
            _client.ListAsync(new ListSelectedImagesRequest { DirectoryName = directory });
    }

    [Fact]
    public async Task GetImage_LeavesOutWhatIsNotWanted()
    {
        await SampleImages.AddAsync(_host.Store, "s/stays", "x");
        await SampleImages.AddAsync(
            _host.Store, "s/expires", SampleImages.Of() with { ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1) });

        Assert.NotNull((await GetAsync("s/stays")).FileSystem);
        Assert.Null((await GetAsync("s/stays", ignore: true)).FileSystem);
        Assert.NotNull((await GetAsync("s/stays", ignoreIfExpiring: true)).FileSystem);
        Assert.Null((await GetAsync("s/expires", ignoreIfExpiring: true)).FileSystem);

        async Task<DominatorImage> GetAsync(string name, bool ignore = false, bool ignoreIfExpiring = false) =>
            (await _client.CallAsync<GetImageResponse>("GetImage", new GetImageRequest
            {
                ImageName = name,
                IgnoreFilesystem = ignore,
                IgnoreFilesystemIfExpiring = ignoreIfExpiring,
            })).Image!;
    }

    [Fact]
    public async Task GetImage_WaitsForAnImage_ThatAnotherProcessAdds()
    {
        await using var other = _host.Open();
        var waiting = _client.CallAsync<GetImageResponse>("GetImage", new GetImageRequest
        {
            ImageName = "s/1",
            Timeout = GobDuration.From(TimeSpan.FromMinutes(1)),
        });
        await SampleImages.AddAsync(other, "s/0", "x");
        Assert.False(waiting.IsCompleted);
        await SampleImages.AddAsync(other, "s/1", "x");

        Assert.NotNull((await waiting).Image!.FileSystem);
    }

    [Fact]
    public async Task GetImage_WaitsNoLongerThanItShould()
    {
        var reply = await _client.CallAsync<GetImageResponse>("GetImage", new GetImageRequest
        {
            ImageName = "s/1",
            Timeout = GobDuration.From(TimeSpan.FromMilliseconds(50)),
        });

        Assert.Null(reply.Image);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static AddImageRequest Request(string name, Image image) =>
        new() { ImageName = name, Image = ImageMapping.ToWire(image) };

    // One inode with two names.
    private static Image WithEntries(Inode inode, string first, string second) => new()
    {
        FileSystem = SampleImages.Of().FileSystem! with
        {
            InodeTable = new Dictionary<ulong, Inode> { [1] = inode },
            Root = new DirectoryInode { Mode = 0x41ED, Entries = [new(first, 1), new(second, 1)] },
        },
    };

    private Task<string> AddAsync(string name, Image image) =>
        _client.FailAsync<AddImageResponse>("AddImage", Request(name, image));

    private async Task<bool> CheckAsync(string name) => (await _client.CallAsync<CheckImageResponse>(
        "CheckImage", new CheckImageRequest { ImageName = name })).ImageExists;

    private async Task<string> FindAsync(FindLatestImageRequest request) =>
        (await _client.CallAsync<FindLatestImageResponse>("FindLatestImage", request)).ImageName;
}
