using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Imaginator.Host.Tests.Fetching;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Guarding;

/// <summary>The plugin that behaves badly, next to an innocent one.</summary>
internal sealed class ZooSite : ILoggerFactory, IBuildLog, IAsyncDisposable
{
    public const string Zoo = "plugin ZooPlugin 6.6.6";
    public const string Blame = "this is a fault of the plugin, report it to its author";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Loads both.</summary>
    /// <param name="beast">How the plugin behaves while it is loaded.</param>
    /// <param name="hasFetchers">Whether manifests are fetched in other processes.</param>
    public ZooSite(string beast = "", bool hasFetchers = false)
    {
        FetchSite.Copy(FetchSite.Built("ZooPlugin"), PathOf("ZooPlugin"));
        FetchSite.Copy(FetchSite.Built("WildPlugin"), PathOf("WildPlugin"));
        File.WriteAllText(PathOf("ZooPlugin", "beast"), beast);
        Plugins = PluginSetLoader.Load(
            new PluginSearchPath([], [PathOf()]),
            PluginSettings.None,
            this,
            Time,
            hasFetchers
                ? new FetcherPool(
                    new FetcherOptions { ProgramPath = FetchSite.Built("Program"), MemoryBytes = 512 << 20 }, this, TimeProvider.System)
                : null);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public PluginSet Plugins { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A path in the directory of plugins.</summary>
    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([_directory.PathOf("plugins"), .. names]);

    /// <summary>Opens a store whose methods all end in one way.</summary>
    public Task<IImageStore> OpenAsync(string way, string kind = "open") =>
        Plugins.OpenImageStoreAsync($"zoo://{kind}/{way}", Cancel);

    public Task<ManifestRevision> FetchAsync(string url, CancellationToken? cancellationToken = null)
    {
        var request = new ManifestRequest
        {
            Url = url,
            DisplayUrl = "$URL",
            TargetDirectory = Directory.CreateDirectory(_directory.PathOf(Guid.NewGuid().ToString("N"))).FullName,
        };
        return Plugins.ManifestSourceOf(url).FetchAsync(request, this, cancellationToken ?? Cancel);
    }

    /// <summary>The innocent plugin works.</summary>
    public async Task RequireInnocentAsync() => Assert.Equal("0123456789", (await FetchAsync("near://fine")).CommitId);

    /// <summary>Lets time pass until a call ends.</summary>
    public Task PassAsync(Task call) => Wait.UntilAsync(() =>
    {
        Time.Advance(TimeSpan.FromSeconds(11));
        return call.IsCompleted;
    });

    public ILogger CreateLogger(string categoryName) => Log;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // DisposeAsync releases everything.
    }

    void IBuildLog.Write(ReadOnlySpan<byte> output)
    {
        // Nothing reads it.
    }

    public async ValueTask DisposeAsync()
    {
        await Plugins.DisposeAsync();
        _directory.Dispose();
    }
}
