using Imaginator.Host.Access;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Schedule;
using Imaginator.Host.Workers;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>Registers the service <c>Imaginator</c>.</summary>
internal static class ImaginatorServiceServices
{
    /// <summary>
    /// Adds the service. It uses <see cref="IStreamDependencies"/>, <see cref="IAutoRebuilds"/> and
    /// <see cref="IWorkerAdministration"/> if they are registered.
    /// </summary>
    public static IServiceCollection AddImaginatorService(this IServiceCollection services)
    {
        services.AddSingleton<BuildLogStream>();
        services.AddSingleton<QueuePositions>();
        services.AddSingleton<BuildImageMethod>();
        services.AddSingleton<PauseMethods>();
        services.AddSingleton(provider => ImaginatorService.Create(
            provider.GetRequiredService<BuildImageMethod>(),
            provider.GetRequiredService<PauseMethods>(),
            provider.GetService<IStreamDependencies>() is { } dependencies
                ? new DependencyMethods(dependencies, provider.GetRequiredService<Permissions>())
                : null,
            provider.GetService<IAutoRebuilds>(),
            provider.GetService<IWorkerAdministration>(),
            provider.GetRequiredService<UserLimit>(),
            provider.GetRequiredService<BuildBounds>(),
            provider.GetRequiredService<RpcAudit>()));
        return services;
    }
}
