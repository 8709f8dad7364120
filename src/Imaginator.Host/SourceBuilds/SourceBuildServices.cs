using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.SourceBuilds;

/// <summary>Registers the runner that decides about source images.</summary>
internal static class SourceBuildServices
{
    public static IServiceCollection AddSourceBuilds(this IServiceCollection services)
    {
        services.AddSingleton<IBuildRunner>(provider => ActivatorUtilities.CreateInstance<SourceBuildRunner>(
            provider, provider.GetRequiredKeyedService<IBuildRunner>(QueueServices.Machines)));
        return services;
    }
}
