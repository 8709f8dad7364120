using Imaginator.Host.Configuration.Watching;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Registers build workers, where there are any.</summary>
internal static class WorkerServices
{
    /// <summary>How long a worker may take to accept a connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How many builds run at once with workers: as many as they get, unless a flag says something else.</summary>
    /// <param name="options">How the queue is to work without them.</param>
    /// <param name="list">The workers; null for none.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>How the queue is to work.</returns>
    public static QueueOptions With(this QueueOptions options, WorkerList? list, FlagValues flags) =>
        list is null || flags.Get(QueueFlags.MaximumConcurrentBuilds) > 0
            ? options
            : options with { MaximumConcurrentBuilds = Math.Max(list.Capacity, options.MaximumConcurrentBuilds) };

    /// <summary>Reads the list of workers that the flags name.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The list; null if the flags name none.</returns>
    /// <exception cref="ImaginatorException">It cannot be used; the message lists every fault.</exception>
    public static WorkerList? LoadList(FlagValues flags)
    {
        var path = flags.Get(WorkerFlags.ConfigurationFile);
        if (path.Length == 0)
        {
            return null;
        }

        var result = WorkerListReader.Read(path);
        return result.Value ?? throw new ImaginatorException(
            $"the list of build workers cannot be used:\n{string.Join('\n', result.Faults)}");
    }

    /// <summary>Adds workers to a daemon that has a queue.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="list">The workers; null for none.</param>
    /// <param name="placesHere">How many builds this machine runs at once where no worker is left.</param>
    /// <param name="flags">The flags.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddBuildWorkers(
        this IServiceCollection services, WorkerList? list, int placesHere, FlagValues flags)
    {
        if (list is null)
        {
            return services;
        }

        var path = Path.GetFullPath(flags.Get(WorkerFlags.ConfigurationFile));
        services.AddSingleton(provider => new Workforce(
            list, placesHere, Connector(flags, provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<ILogger<Workforce>>()));
        services.AddSingleton<WorkerWatch>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WorkerPool>(provider, path));
        services.AddSingleton<IWorkerPool>(provider => provider.GetRequiredService<WorkerPool>());
        services.AddSingleton<IWatchedPart>(provider => provider.GetRequiredService<WorkerPool>());
        services.AddHostedService(provider => provider.GetRequiredService<WorkerWatch>());
        services.AddSingleton<LocalBuildRunner>();
        services.Replace(ServiceDescriptor.Singleton<IBuildRunner>(provider =>
            ActivatorUtilities.CreateInstance<DistributedBuildRunner>(provider, provider.GetRequiredService<LocalBuildRunner>())));
        return services;
    }

    private static Func<WorkerDefinition, SrpcClient> Connector(FlagValues flags, TimeProvider time)
    {
        var settings = CertificateFlags.PluginSettings(flags);
        var certificates = new ClientCertificateFiles(
            settings.GetValueOrDefault(CertificateFlags.CertificateFile.Name),
            settings.GetValueOrDefault(CertificateFlags.KeyFile.Name),
            directory: null,
            time);
        var options = new SrpcClientOptions
        {
            GetCertificates = certificates.Get,
            SetUpTimeout = Patience,
            TimeProvider = time,
        };
        return definition => new SrpcClient(definition.Host, definition.Port, options);
    }
}
