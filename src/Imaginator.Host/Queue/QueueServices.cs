using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Queue;

/// <summary>Registers the queue.</summary>
internal static class QueueServices
{
    /// <summary>Adds the queue. Listeners are added by whoever listens, as <see cref="IBuildListener"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">How it works.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddBuildQueue(this IServiceCollection services, QueueOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<BuildListeners>();
        services.AddSingleton<IBuildRunner, LocalBuildRunner>();
        services.AddSingleton<BuildQueue>();
        services.AddSingleton<IBuildQueue>(provider => provider.GetRequiredService<BuildQueue>());
        services.AddHostedService(provider => provider.GetRequiredService<BuildQueue>());
        return services;
    }
}
