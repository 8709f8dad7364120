using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.Configuration.ImageStreams;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Imaginator.Manifests;
using Imaginator.Packagers;

namespace Imaginator.Host.Tests.Configuration;

/// <summary>The configuration files of one test, and the state directory.</summary>
internal sealed class ConfigurationSite : IDisposable
{
    private const string Streams = "streams.json";

    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigurationHttp _http = new(TimeSpan.FromSeconds(100));

    public ConfigurationSite() => WriteMain();

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The manifests of URLs of the scheme <c>dir</c>.</summary>
    public ManifestShelf Manifests { get; } = new();

    public PluginSet Plugins => new()
    {
        PackagerTypes = ImmutableSortedDictionary<string, PackagerType>.Empty.Add("deb", new PackagerType()),
        ManifestSources = ImmutableSortedDictionary<string, IManifestSource>.Empty.Add("dir", Manifests),
    };

    public RecordingLogger Log { get; } = new();

    public bool HasVariables { get; set; }

    public string StreamsFile => _directory.PathOf(Streams);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string PathOf(string name) => _directory.PathOf(name);

    /// <summary>Writes the main configuration.</summary>
    /// <param name="imageStreamsUrl">Where the image streams are; null for the file of <see cref="WriteStreams"/>.</param>
    /// <param name="more">More fields, each followed by a comma.</param>
    public void WriteMain(string? imageStreamsUrl = null, string more = "") => _directory.Write("conf.json", $$"""
        {{{more}}
        "ImageStreamsUrl": "{{imageStreamsUrl ?? StreamsFile}}"}
        """);

    /// <summary>Writes image streams of these names.</summary>
    public void WriteStreams(params string[] names) => Write(Streams, StreamsOf(names));

    public static string StreamsOf(params IEnumerable<string> names) =>
        $$"""{"Streams": { {{string.Join(",\n", names.Select(name => $$"""
            "{{name}}": {"ManifestUrl": "dir:///manifests/{{name}}"}
            """))}} } }""";

    public void Write(string name, string contents) => _directory.Write(name, contents);

    public void WriteVariables(string contents)
    {
        HasVariables = true;
        _directory.Write("variables", contents);
        File.SetUnixFileMode(PathOf("variables"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Starts with what is written, as a daemon does.</summary>
    public async Task<LiveConfiguration> StartAsync()
    {
        var loader = new ConfigurationLoader(_http);
        var plugins = Plugins;
        var sources = new ConfigurationSources(
            loader, PathOf("conf.json"), HasVariables ? PathOf("variables") : "", plugins);
        var reader = new ImageStreamsReader(loader, plugins, new ImageStreamsCache(_directory.FullName), Time, Log);
        return await LiveConfiguration.StartAsync(
            await sources.ReadMainAsync(Token), sources, reader, Time, Log, Token);
    }

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }
}
