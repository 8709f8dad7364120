using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue;

/// <summary>Registers the queue.</summary>
internal static class QueueServices
{
    /// <summary>Adds the queue. Listeners are added by whoever listens, as <see cref="IBuildListener"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">How it works.</param>
    /// <param name="space">How much room there must be for builds.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddBuildQueue(
        this IServiceCollection services, QueueOptions options, SpaceOptions space)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new SpaceMonitor(
            space,
            FreeSpace.Of,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SpaceMonitor>>()));
        services.AddSingleton<BuildListeners>();
        services.AddSingleton<IBuildRunner, LocalBuildRunner>();
        services.AddSingleton<BuildQueue>();
        services.AddSingleton<IBuildQueue>(provider => provider.GetRequiredService<BuildQueue>());
        services.AddHostedService(provider => provider.GetRequiredService<BuildQueue>());
        return services;
    }
}
