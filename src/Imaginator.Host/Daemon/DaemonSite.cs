using Imaginator.Host.Configuration;
using Imaginator.Host.Observability.Service;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue.Space;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Imaginator.Host.PackageCaching;
using Imaginator.PackageCache;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Daemon;

/// <summary>The prerequisites of the parts of the daemon: configuration, plugins, image store, builder.</summary>
internal sealed class DaemonSite : IAsyncDisposable
{
    private readonly ConfigurationStart _start;

    private DaemonSite(ConfigurationStart start, IImageStore imageStore, PackageProxy? packages, BuilderSupply builder)
    {
        _start = start;
        Packages = packages;
        ImageStore = imageStore;
        Builder = builder;
    }

    /// <summary>The configuration.</summary>
    public LiveConfiguration Configuration => _start.Configuration;

    /// <summary>The plugins.</summary>
    public PluginSet Plugins => _start.Plugins;

    /// <summary>The image store of the builds.</summary>
    public IImageStore ImageStore { get; }

    /// <summary>The package cache; null if the flags turn it off.</summary>
    public PackageProxy? Packages { get; }

    /// <summary>Builds images from requests, once the state directory can be written.</summary>
    public BuilderSupply Builder { get; }

    /// <summary>Loads the configuration and the plugins, and opens the image store.</summary>
    public static async Task<DaemonSite> OpenAsync(
        CommandContext context, DaemonTelemetry telemetry, CancellationToken cancellationToken)
    {
        // A full disk must not keep the databases from being read.
        var stateDirectory = StateDirectory.Create(context.Flags);
        new ReservedSpace(stateDirectory).ReleaseIfFull();
        var start = await ConfigurationStart.LoadAsync(context, cancellationToken);
        try
        {
            var live = start.Configuration;
            telemetry.Log.Masking.Use(() => live.Masker);
            var (store, fault) = await OpenStoreAsync(context, start.Plugins, cancellationToken);
            try
            {
                var ports = DaemonPorts.Of(context.Flags);
                var packages = PackageCacheSetup.Create(context, telemetry.Builds, ports);
                var builder = new BuilderSupply(
                    stateDirectory,
                    () => fault is not null
                        ? throw new ImaginatorException(fault)
                        : SiteBuilder.Create(
                        context,
                        new BuildConfiguration(
                            start.Plugins, live, () => live.Current.Main.BuildSettings, () => live.Secrets),
                        store,
                        ports,
                        measurements: telemetry.Builds,
                        packages: packages),
                    () => SiteBuilder.RemoveSourceTrees(context));

                // The monitor of the disk reports a directory that cannot be written, or a missing store, and tries again.
                if (fault is null)
                {
                    builder.Prepare();
                }

                return new DaemonSite(start, store, packages, builder);
            }
            catch
            {
                await store.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await start.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Builder.DisposeAsync();
        if (Packages is not null)
        {
            await Packages.DisposeAsync();
        }

        await ImageStore.DisposeAsync();
        await _start.DisposeAsync();
    }

    /// <summary>
    /// Opens the image store. If its plugin cannot be used, the daemon serves its pages with a store that refuses everything for this
    /// reason, and no build starts.
    /// </summary>
    private static async Task<(IImageStore Store, string? Fault)> OpenStoreAsync(
        CommandContext context, PluginSet plugins, CancellationToken cancellationToken)
    {
        var (store, fault) = await plugins.TryOpenImageStoreAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
        if (store is not null)
        {
            return (store, null);
        }

        ServiceLog.NoImageStore(context.LoggerFactory.CreateLogger<DaemonSite>(), fault);
        return (new UnusableImageStore(fault), fault);
    }
}
