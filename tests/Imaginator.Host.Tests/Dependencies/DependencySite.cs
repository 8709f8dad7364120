using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Tests.Configuration;

namespace Imaginator.Host.Tests.Dependencies;

/// <summary>Streams and manifests of one test, and who finds out what builds on what.</summary>
internal sealed class DependencySite : IAsyncDisposable
{
    private DependencySite(ConfigurationSite files, LiveConfiguration configuration)
    {
        Files = files;
        Configuration = configuration;
        Finder = new DependencyFinder(
            configuration,
            new ManifestScanner(
                files.Plugins,
                new ScannerDirectories { Cache = files.PathOf("mirrors"), Work = files.PathOf("work") },
                files.Time),
            files.Time);
    }

    public ConfigurationSite Files { get; }

    public LiveConfiguration Configuration { get; }

    public DependencyFinder Finder { get; }

    public ManifestShelf Manifests => Files.Manifests;

    public static async Task<DependencySite> StartAsync(string streams, string main = "", string? variables = null)
    {
        var files = new ConfigurationSite();
        files.Write("streams.json", streams);
        files.WriteMain(more: main);
        if (variables is not null)
        {
            files.WriteVariables(variables);
        }

        return new DependencySite(files, await files.StartAsync());
    }

    public Task<DependencySnapshot> FindAsync(DependencySnapshot? before = null) =>
        Finder.FindAsync(before ?? DependencySnapshot.None, ConfigurationSite.Token);

    public ValueTask DisposeAsync()
    {
        Configuration.Dispose();
        Files.Dispose();
        return ValueTask.CompletedTask;
    }
}
