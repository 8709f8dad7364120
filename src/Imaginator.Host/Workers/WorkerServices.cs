using Imaginator.Host.Configuration.Watching;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Workers.Lists;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Imaginator.Host.Workers;

/// <summary>Registers the build workers, if any are configured.</summary>
internal static class WorkerServices
{
    /// <summary>The maximum duration of connecting to a worker.</summary>
    private static readonly TimeSpan SetUpTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Allows as many builds at once as the workers run, unless a flag sets the number.</summary>
    public static QueueOptions WithWorkers(this QueueOptions options, WorkerList? list, FlagValues flags) =>
        list is null || flags.Get(QueueFlags.MaximumConcurrentBuilds) > 0
            ? options
            : options with { MaximumConcurrentBuilds = Math.Max(list.Capacity, options.MaximumConcurrentBuilds) };

    /// <summary>Reads the list of workers that the flags name; null if they name none.</summary>
    /// <exception cref="ImaginatorException">The list is invalid; the message lists its faults.</exception>
    public static WorkerList? LoadList(FlagValues flags)
    {
        var path = flags.Get(WorkerFlags.ConfigurationFile);
        if (path.Length == 0)
        {
            return null;
        }

        var result = WorkerListReader.Read(path);
        return result.Value ?? throw new ImaginatorException(
            $"the list of build workers is invalid:\n{string.Join('\n', result.Faults)}");
    }

    /// <summary>Adds workers, unless <paramref name="list"/> is null, to a daemon that has a queue.</summary>
    public static IServiceCollection AddBuildWorkers(
        this IServiceCollection services, WorkerList? list, int localSlots, FlagValues flags)
    {
        if (list is null)
        {
            return services;
        }

        services.AddSingleton(new WorkerOptions(list)
        {
            ListPath = Path.GetFullPath(flags.Get(WorkerFlags.ConfigurationFile)),
            LocalSlots = localSlots,
        });
        services.AddSingleton(provider => Connector(flags, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WorkerPool>();
        services.AddSingleton<WorkerHealthChecks>();
        services.AddSingleton<WorkerListReload>();
        services.AddSingleton<IWorkerAdministration>(provider => provider.GetRequiredService<WorkerListReload>());
        services.AddSingleton<IWatchedPart>(provider => provider.GetRequiredService<WorkerListReload>());
        services.AddHostedService(provider => provider.GetRequiredService<WorkerHealthChecks>());
        services.AddSingleton<LocalBuildRunner>();
        services.Replace(ServiceDescriptor.KeyedSingleton<IBuildRunner>(QueueServices.Machines, (provider, _) =>
            ActivatorUtilities.CreateInstance<DistributedBuildRunner>(provider, provider.GetRequiredService<LocalBuildRunner>())));
        return services;
    }

    private static WorkerConnector Connector(FlagValues flags, TimeProvider timeProvider)
    {
        var settings = CertificateFlags.PluginSettings(flags);
        var certificates = new ClientCertificateFiles(
            settings.GetValueOrDefault(CertificateFlags.CertificateFile.Name),
            settings.GetValueOrDefault(CertificateFlags.KeyFile.Name),
            directory: null,
            timeProvider);
        var options = RpcClientFlags.Apply(flags, new SrpcClientOptions
        {
            GetCertificates = certificates.Get,
            SetUpTimeout = SetUpTimeout,
            ServerVerifier = ServerVerifier.Load(settings.GetValueOrDefault(CertificateFlags.ServerAuthorityFile.Name), timeProvider),
            TimeProvider = timeProvider,
        });
        return definition => new SrpcClient(definition.Host, definition.Port, options);
    }
}
