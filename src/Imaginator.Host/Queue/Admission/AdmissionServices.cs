using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Queue.Admission;

/// <summary>Registers the admission of requests.</summary>
internal static class AdmissionServices
{
    public static IServiceCollection AddBuildAdmission(this IServiceCollection services, BuildBounds bounds)
    {
        services.AddSingleton(bounds);
        services.AddSingleton(new UserLimit(bounds.MaximumConcurrentBuildsPerUser));
        services.AddSingleton<BuildAdmission>();
        services.AddSingleton<BuildSubmissions>();
        return services;
    }
}
