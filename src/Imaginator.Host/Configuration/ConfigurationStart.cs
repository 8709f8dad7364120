using Imaginator.Host.Configuration.ImageStreams;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Loads the configuration when the daemon starts: variables, main configuration, plugins, image streams. An error stops the
/// start, except that image streams which an earlier run kept replace unusable or unavailable ones.
/// </summary>
internal sealed class ConfigurationStart : IAsyncDisposable
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(30);

    private readonly ConfigurationHttp _http;

    private ConfigurationStart(ConfigurationHttp http, PluginSet plugins, LiveConfiguration configuration)
    {
        _http = http;
        Plugins = plugins;
        Configuration = configuration;
    }

    public PluginSet Plugins { get; }

    public LiveConfiguration Configuration { get; }

    /// <summary>Loads everything; the caller disposes of it. Throws an exception that lists all errors.</summary>
    public static async Task<ConfigurationStart> LoadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var http = new ConfigurationHttp(FetchTimeout);
        try
        {
            var loader = new ConfigurationLoader(http);
            var url = context.Flags.Get(ConfigurationFlags.ConfigurationUrl);
            var document = await loader.ReadMainAsync(url, cancellationToken);
            var plugins = context.LoadPlugins(document.ToPluginSettings());
            try
            {
                var logger = context.LoggerFactory.CreateLogger<LiveConfiguration>();
                var sources = new ConfigurationSources(loader, url, context.Flags.Get(ConfigurationFlags.VariablesFile), plugins);
                var stateDirectory = context.Flags.Get(SharedFlags.StateDirectory);
                var reader = new ImageStreamsReader(
                    loader, plugins, new ImageStreamsCache(stateDirectory), context.Time, logger);
                var configuration = await LiveConfiguration
                    .StartAsync(document, sources, reader, context.Time, logger, cancellationToken);
                var packagers = new PackagerChanges(stateDirectory, logger);
                packagers.Report(configuration.Current.Main);
                configuration.Changed += (_, _) => packagers.Report(configuration.Current.Main);
                return new ConfigurationStart(http, plugins, configuration);
            }
            catch
            {
                await plugins.DisposeAsync();
                throw;
            }
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Configuration.Dispose();
        _http.Dispose();
        await Plugins.DisposeAsync();
    }
}
