using Imaginator.Building.Builds;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;
using Imaginator.ImageServers;

namespace Imaginator.Host.Daemon;

/// <summary>What must be there before the parts of the daemon can be made: configuration, plugins, the image server.</summary>
internal sealed class DaemonSite : IAsyncDisposable
{
    private readonly SiteConfiguration _site;

    private DaemonSite(SiteConfiguration site, IImageServer imageServer, ImageBuilder builder)
    {
        _site = site;
        ImageServer = imageServer;
        Builder = builder;
    }

    /// <summary>The plugins.</summary>
    public PluginSet Plugins => _site.Plugins;

    /// <summary>Where images come from and go to.</summary>
    public IImageServer ImageServer { get; }

    /// <summary>Builds images.</summary>
    public ImageBuilder Builder { get; }

    /// <summary>Loads and opens everything.</summary>
    /// <param name="context">The flags, the clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The site; the caller disposes of it.</returns>
    /// <exception cref="ImaginatorException">Something cannot be used.</exception>
    public static async Task<DaemonSite> OpenAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var site = await SiteConfiguration.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        try
        {
            var configuration = site.RequireUsable(context.Error);
            var server = await site.Plugins
                .OpenImageServerAsync(SharedFlags.ImageServerUrl(context.Flags), cancellationToken).ConfigureAwait(false);
            try
            {
                var builder = SiteBuilder.Create(
                    context, site, configuration.Catalog, configuration.Main.BuildSettings, server,
                    context.Flags.Get(DaemonFlags.PortNumber));
                return new DaemonSite(site, server, builder);
            }
            catch
            {
                await server.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            await site.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ImageServer.DisposeAsync().ConfigureAwait(false);
        await _site.DisposeAsync().ConfigureAwait(false);
    }
}
