using System.Net;
using Imaginator.Hosting.Flags;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Rpc;

/// <summary>Registers the port and what is served on it.</summary>
internal static class RpcServices
{
    /// <summary>Adds the port.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="flags">The flags.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddRpc(this IServiceCollection services, FlagValues flags)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, flags.Get(DaemonFlags.PortNumber));
        });
        return services;
    }
}
