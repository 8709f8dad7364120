using Imaginator.Building.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.PackageCache;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;

namespace Imaginator.Host.Daemon;

/// <summary>What must be there before the parts of the daemon can be made: configuration, plugins, the image server.</summary>
internal sealed class DaemonSite : IAsyncDisposable
{
    private readonly ConfigurationStart _start;

    private readonly PackageProxy? _packages;

    private DaemonSite(ConfigurationStart start, IImageStore imageServer, PackageProxy? packages, ImageBuilder builder)
    {
        _start = start;
        _packages = packages;
        ImageServer = imageServer;
        Builder = builder;
    }

    /// <summary>The configuration.</summary>
    public LiveConfiguration Configuration => _start.Configuration;

    /// <summary>The plugins.</summary>
    public PluginSet Plugins => _start.Plugins;

    /// <summary>Where images come from and go to.</summary>
    public IImageStore ImageServer { get; }

    /// <summary>Builds images.</summary>
    public ImageBuilder Builder { get; }

    /// <summary>Loads and opens everything.</summary>
    /// <param name="context">The flags, the clock.</param>
    /// <param name="telemetry">Learns which secrets to mask, and counts what is built.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The site; the caller disposes of it.</returns>
    /// <exception cref="ImaginatorException">Something cannot be used.</exception>
    public static async Task<DaemonSite> OpenAsync(
        CommandContext context, DaemonTelemetry telemetry, CancellationToken cancellationToken)
    {
        StateDirectory.Create(context.Flags);
        var start = await ConfigurationStart.LoadAsync(context, cancellationToken);
        try
        {
            var live = start.Configuration;
            telemetry.Log.Masking.Use(() => live.Masker);
            var server = await start.Plugins
                .OpenImageStoreAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
            try
            {
                var packages = PackageProxy.From(context, telemetry.Builds);
                var builder = SiteBuilder.Create(
                    context,
                    new BuildConfiguration(
                        start.Plugins, live, () => live.Current.Main.BuildSettings, () => live.Secrets),
                    server,
                    DaemonPorts.Of(context.Flags),
                    measurements: telemetry.Builds,
                    packages: packages);
                return new DaemonSite(start, server, packages, builder);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await start.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Builder.DisposeAsync();
        if (_packages is not null)
        {
            await _packages.DisposeAsync();
        }

        await ImageServer.DisposeAsync();
        await _start.DisposeAsync();
    }
}
