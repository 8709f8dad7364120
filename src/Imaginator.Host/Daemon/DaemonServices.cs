using Imaginator.Building.Streams;
using Imaginator.Host.Auditing;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History;
using Imaginator.Host.ImageServing;
using Imaginator.Host.Observability;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Rpc;
using Imaginator.Host.Rpc.Methods;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Daemon;

/// <summary>The parts of the daemon, wired together: the only place that knows all of them.</summary>
internal static class DaemonServices
{
    /// <summary>SIGTERM to exit takes no longer than 10 s. Most of them are for builds, which are stopped first.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Adds all parts.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="context">The flags, the clock.</param>
    /// <param name="telemetry">What was opened first.</param>
    /// <param name="site">What the site has configured.</param>
    public static void AddDaemon(
        this IServiceCollection services, CommandContext context, DaemonTelemetry telemetry, DaemonSite site)
    {
        services.AddRoutingCore();
        services.AddSingleton<IHostLifetime, ProgramLifetime>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

        // What everything uses.
        services.AddSingleton(context.Time);
        services.AddSingleton(context.Flags);
        services.AddSingleton(site.Builder);
        services.AddSingleton(site.ImageServer);
        services.AddSingleton(site.Plugins);
        services.AddSingleton<IStreamCatalog>(site.Configuration);

        services.AddSingleton(new IdleMemory(context.Time, IdleMemory.Collect));
        services.AddSingleton<IBuildListener>(provider => provider.GetRequiredService<IdleMemory>());
        services.AddHostedService(provider => provider.GetRequiredService<IdleMemory>());

        // The parts.
        services.AddLiveConfiguration(site.Configuration);
        services.AddObservability(telemetry, context.Flags);
        var workers = WorkerServices.LoadList(context.Flags);
        var queue = QueueOptions.From(context.Flags);
        services.AddBuildQueue(queue.WithWorkers(workers, context.Flags), SpaceOptions.From(context.Flags));
        services.AddBuildWorkers(workers, queue.MaximumConcurrentBuilds, context.Flags);
        services.AddBuildAdmission(BuildBounds.From(context.Flags));
        services.AddAuditing();
        services.AddBuildHistory(HistoryOptions.From(context.Flags));
        services.AddWeb(ImageLinks.From(context.Flags));
        services.AddRpc(context.Flags);
        services.AddDependencies(context.Flags);
        services.AddImageServing(context.Flags, site.ImageServer);
        services.AddAutoRebuilds(context.Flags);
        services.AddImaginatorService();
    }

    /// <summary>Maps all addresses.</summary>
    /// <param name="daemon">The daemon.</param>
    public static void MapDaemon(this WebApplication daemon)
    {
        daemon.UseImageServing();
        daemon.MapObservability();
        daemon.MapRpcPages(hasTls: !daemon.Services.GetRequiredService<PortOptions>().IsInsecure);
        daemon.MapWeb();
    }
}
