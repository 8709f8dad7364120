using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Tests.Configuration;

/// <summary>Configuration files of one test, loaded with the packager types deb and rpm and sources for dir, https and ssh.</summary>
public sealed class ConfigurationFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigurationHttp _http = new(TimeSpan.FromSeconds(100));

    public static PackagerType Deb { get; } = new()
    {
        InstallCommand = ["apt-get", "install"],
        CleanCommand = ["apt-get", "clean"],
        ListCommand = new PackageListCommand { ArgList = ["dpkg-query"], SizeMultiplier = 1024 },
        CleanPatterns = ["/var/cache/apt"],
        Verbatim = ["export DEBIAN_FRONTEND=noninteractive"],
    };

    public PluginSet Plugins { get; set; } = new()
    {
        PackagerTypes = ImmutableSortedDictionary<string, PackagerType>.Empty.Add("deb", Deb).Add("rpm", new PackagerType()),
        ManifestSources = new[] { "dir", "https", "ssh" }.ToImmutableSortedDictionary(scheme => scheme, _ => (IManifestSource)new NoSource()),
    };

    public SecretVariables Secrets { get; set; } = SecretVariables.None;

    public ConfigurationLoader Loader => new(_http);

    public string MainFile => PathOf("conf.json");

    public string PathOf(string name) => _directory.PathOf(name);

    public string Write(string name, string contents) => _directory.Write(name, contents);

    public async Task<ConfigurationResult<ImaginatorConfiguration>> LoadAsync(string main)
    {
        Write("conf.json", main);
        var document = await Loader.ReadMainAsync(MainFile, TestContext.Current.CancellationToken);
        return await Loader.LoadAsync(document, Plugins, Secrets, TestContext.Current.CancellationToken);
    }

    /// <summary>Loads what must be without faults.</summary>
    public async Task<ImaginatorConfiguration> LoadGoodAsync(string main)
    {
        var result = await LoadAsync(main);
        Assert.Empty(result.Faults);
        return result.Value!;
    }

    /// <summary>Loads image streams alone, which must be without faults.</summary>
    public Task<ImaginatorConfiguration> LoadGoodStreamsAsync(string streams) => LoadGoodAsync(MainOf(streams));

    /// <summary>The faults of a main configuration, one per line, with the directory of the test left out.</summary>
    public async Task<string[]> FaultsOfAsync(string main)
    {
        var result = await LoadAsync(main);
        Assert.Equal(result.IsUsable, !result.Faults.Any(fault => fault.Severity == FaultSeverity.Error));
        return [.. result.Faults.Select(fault => fault.ToString().Replace(_directory.FullName + "/", "", StringComparison.Ordinal))];
    }

    /// <summary>The faults of image streams alone.</summary>
    public Task<string[]> FaultsOfStreamsAsync(string streams) => FaultsOfAsync(MainOf(streams));

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }

    private string MainOf(string streams) => $$"""{"ImageStreamsUrl": "{{Write("streams.json", streams)}}"}""";

    private sealed class NoSource : IManifestSource
    {
        public IReadOnlyCollection<string> Schemes => [];

        public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
