using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Queue.Admission;

/// <summary>Registers what decides who gets a build.</summary>
internal static class AdmissionServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="bounds">What may be asked for at most.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddBuildAdmission(this IServiceCollection services, BuildBounds bounds)
    {
        services.AddSingleton(bounds);
        services.AddSingleton(new UserLimit(bounds.MaximumConcurrentBuildsPerUser));
        services.AddSingleton<BuildAdmission>();
        return services;
    }
}
