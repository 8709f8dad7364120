using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Queue;

/// <summary>Registers the queue.</summary>
internal static class QueueServices
{
    /// <summary>The key of the runner that selects a machine for a build.</summary>
    public const string Machines = "machines";

    /// <summary>Adds the queue. Each part that listens to builds registers its own <see cref="IBuildListener"/>.</summary>
    public static IServiceCollection AddBuildQueue(
        this IServiceCollection services, QueueOptions options, SpaceOptions space)
    {
        services.AddSingleton(options);
        services.AddSingleton(space);
        services.AddSingleton<SpaceMonitor>();
        services.AddSingleton<BuildListeners>();
        services.AddKeyedSingleton<IBuildRunner, LocalBuildRunner>(Machines);
        services.AddSingleton<BuildQueue>();
        services.AddSingleton<IBuildQueue>(provider => provider.GetRequiredService<BuildQueue>());
        services.AddHostedService(provider => provider.GetRequiredService<BuildQueue>());
        return services;
    }
}
