using Imaginator.Host.Configuration;
using Imaginator.Host.Configuration.Directories;
using Imaginator.ImageStores;

namespace Imaginator.Host.Tests.Configuration;

public sealed class StreamDirectoriesTests : IDisposable
{
    private readonly ConfigurationSite _site = new();
    private readonly ImageShelf _images;

    public StreamDirectoriesTests() => _images = new ImageShelf(_site.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Makes_DirectoriesOfAllStreams_AndLaterOnlyWhatIsNew()
    {
        _site.WriteMain(more: """
            "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} },
            """);
        _site.WriteStreams("a", "b/c");
        using var configuration = await _site.StartAsync();
        using var directories = Create(configuration);
        await directories.StartAsync(Token);
        await Wait.UntilAsync(() => _images.Directories.Count == 3);

        _site.WriteStreams("a", "new");
        await configuration.RereadImageStreamsAsync(Token);
        await Wait.UntilAsync(() => _images.Directories.Count == 4);
        await directories.StopAsync(Token);

        Assert.Equal(["a 1", "b/c 1", "base 1", "new 1"], _images.Directories.Select(pair => $"{pair.Key} {pair.Value}").Order());
    }

    [Fact]
    public async Task Tries_AgainUntilTheServerAnswers()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var calls = 0;
        _images.Before = _ =>
        {
            if (++calls <= 5)
            {
                throw new ImageStoreException(ImageStoreError.Unreachable, "nobody there");
            }
        };
        using var directories = Create(configuration);
        await directories.StartAsync(Token);

        await Wait.UntilAsync(() =>
        {
            _site.Time.Advance(TimeSpan.FromSeconds(1));
            return _images.Directories.ContainsKey("a");
        });
        await directories.StopAsync(Token);
    }

    [Fact]
    public async Task Makes_TheOthersWhereOneCannotBeMade()
    {
        _site.WriteStreams("a", "bad", "c");
        using var configuration = await _site.StartAsync();
        _images.Before = name =>
        {
            if (name == "bad")
            {
                throw new ImageStoreException(ImageStoreError.ImageExists, "it is an image");
            }
        };
        using var directories = Create(configuration);
        await directories.StartAsync(Token);

        await Wait.UntilAsync(() => _images.Directories.ContainsKey("c"));
        await Wait.UntilAsync(() => _site.Log.Entries.Any(entry => entry.Message.StartsWith(
            "Cannot create the directories of image streams in the image store, retrying in 5 s (1 missing): it is an image", StringComparison.Ordinal)));
        await directories.StopAsync(Token);
    }

    private StreamDirectories Create(LiveConfiguration configuration) =>
        new(configuration, _images, _site.Time, new LoggerOf<StreamDirectories>(_site.Log));
}
