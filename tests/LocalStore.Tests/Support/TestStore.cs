using System.Collections.Immutable;
using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>A store in a temporary directory, with a clock of its own.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly List<LocalImageStore> _servers = [];

    private TestStore(string? parent) => _directory = new TemporaryDirectory(parent);

    public string Path => _directory.PathOf("store");

    public string Url => "local://" + Path;

    public string CataloguePath => Path + "/catalogue.db";

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public LocalImageStore Server => _servers[0];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestStore> CreateAsync(string? parent = null)
    {
        var store = new TestStore(parent);
        await store.OpenAsync();
        return store;
    }

    public static async Task<LocalImageStore> OpenAsync(string url, TimeProvider time, TimeSpan? collectionInterval = null)
    {
        var options = new LocalStoreOptions { CollectionInterval = collectionInterval ?? TimeSpan.FromDays(300) };
        var provider = new LocalStoreUploader(options, time, NullLogger.Instance);
        return (LocalImageStore)await provider.OpenAsync(url, CancellationToken.None);
    }

    /// <summary>Opens the store once more, as another program would.</summary>
    public async Task<LocalImageStore> OpenAsync(TimeSpan? collectionInterval = null)
    {
        var server = await OpenAsync(Url, Time, collectionInterval);
        _servers.Add(server);
        return server;
    }

    /// <summary>Closes the store, as the end of all programs does.</summary>
    public async Task CloseAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _servers.Clear();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Rebuilds the catalogue, as builder-tool fsck-store -rebuildCatalogue does.</summary>
    public Task<ImmutableArray<string>> RebuildAsync() =>
        new LocalStoreUploader(new LocalStoreOptions(), Time, NullLogger.Instance).RebuildCatalogueAsync(Url, Cancellation);

    /// <summary>All objects, by their paths.</summary>
    public string[] ListObjects() =>
        [.. Directory.EnumerateFiles(Path + "/objects", "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Adds an image with a file for each text, and moves the clock on.</summary>
    public async Task AddAsync(string name, Func<Image, Image> change, params string[] texts)
    {
        await using var upload = await Server.BeginUploadAsync(Cancellation);
        foreach (var text in texts)
        {
            await AddTextAsync(upload, text);
        }

        await upload.CommitAsync(name, change(Samples.ImageOf(texts)), Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public Task AddAsync(string name, params string[] texts) => AddAsync(name, image => image, texts);

    public static async Task<bool> AddTextAsync(IImageUpload upload, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return await upload.AddObjectAsync(ObjectHash.Compute(bytes), ObjectContents.FromBytes(bytes), Cancellation);
    }

    public string ObjectPath(ObjectHash hash) => $"{Path}/objects/{hash.ToString()[..2]}/{hash.ToString()[2..]}";

    public string ObjectPath(string text) => ObjectPath(Samples.HashOf(text));

    public async Task<List<string>> ListAsync(string directory = "")
    {
        var names = new List<string>();
        await foreach (var image in Server.ListImagesAsync(directory, Cancellation))
        {
            names.Add(image.Name);
        }

        return names;
    }

    public async Task<StoreCheckReport> CheckAsync(bool repair = false) => await Server.CheckAsync(repair, null, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Dispose();
    }
}
