using Imaginator.Building.Streams;
using Imaginator.Host.Access.Proxies;
using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration.Watching;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History;
using Imaginator.Host.ImageServing;
using Imaginator.Host.Memory;
using Imaginator.Host.Notifications;
using Imaginator.Host.Observability;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Rpc;
using Imaginator.Host.Rpc.Limits;
using Imaginator.Host.Rpc.Methods;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Schedule;
using Imaginator.Host.SourceBuilds;
using Imaginator.Host.Web;
using Imaginator.Host.Web.Entry;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Daemon;

/// <summary>Registers the parts of the daemon; no other type knows all of them.</summary>
internal static class DaemonServices
{
    /// <summary>The daemon exits within 10 s after SIGTERM; builds, which stop first, have most of this time.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Adds all parts.</summary>
    public static void AddDaemon(
        this IServiceCollection services, CommandContext context, DaemonTelemetry telemetry, DaemonSite site)
    {
        services.AddRoutingCore();
        services.AddSingleton<IHostLifetime, ProgramLifetime>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

        // Shared by the parts
        services.AddSingleton(context.Time);
        services.AddSingleton(context.Flags);
        services.AddSingleton(site.Builder);
        services.AddSingleton(site.ImageStore);
        services.AddSingleton(site.Plugins);
        services.AddSingleton<IStreamCatalog>(site.Configuration);
        if (site.Packages is { } packages)
        {
            services.AddSingleton(packages);
        }

        services.AddSingleton<IdleMemoryCollector>();
        services.AddSingleton<IBuildListener>(provider => provider.GetRequiredService<IdleMemoryCollector>());
        services.AddHostedService(provider => provider.GetRequiredService<IdleMemoryCollector>());

        // The parts
        services.AddLiveConfiguration(site.Configuration);
        services.AddObservability(telemetry, context.Flags);
        var workers = WorkerServices.LoadList(context.Flags);
        var queue = QueueOptions.From(context.Flags);
        services.AddBuildQueue(queue.WithWorkers(workers, context.Flags), SpaceOptions.From(context.Flags));
        services.AddBuildWorkers(workers, queue.MaximumConcurrentBuilds, context.Flags);
        services.AddSourceBuilds();
        services.AddBuildAdmission(BuildBounds.From(context.Flags));
        services.AddAuditing();
        services.AddAuditFiles(Path.GetFullPath(context.Flags.Get(SharedFlags.StateDirectory)), telemetry.Log.Masking.Mask);
        services.AddBuildHistory(HistoryOptions.From(context.Flags));
        services.AddBuilds();
        services.AddWeb(context.Flags);
        services.AddRpc(context.Flags);
        services.AddEntry(context.Flags, PortOptions.From(context.Flags).IsInsecure);
        services.AddSingleton(ProxyOptions.From(context.Flags));
        services.AddDependencies(context.Flags);
        if (site.ImageStore is not UnusableImageStore)
        {
            services.AddImageServing(context.Flags, site.ImageStore);
        }

        services.AddAutoRebuilds(context.Flags);
        services.AddNotifications(context.Flags);
        services.AddImaginatorService();
    }

    /// <summary>Maps all URLs.</summary>
    public static void MapDaemon(this WebApplication daemon)
    {
        daemon.UseProxies(daemon.Services.GetRequiredService<ProxyOptions>());
        daemon.UseRequestLimits();
        daemon.UseImageServing();
        daemon.MapObservability();
        daemon.MapRpcPages(hasTls: !daemon.Services.GetRequiredService<PortOptions>().IsInsecure);
        daemon.MapWeb();
    }
}
