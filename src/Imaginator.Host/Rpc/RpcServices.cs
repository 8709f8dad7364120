using Imaginator.Connections;
using Imaginator.Host.Access;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Rpc.Limits;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Rpc;

/// <summary>Registers the port and its services.</summary>
internal static class RpcServices
{
    /// <summary>
    /// Adds the port, with every registered <see cref="SrpcService"/>. An insecure daemon has no <see cref="CertificateStore"/>.
    /// </summary>
    /// <exception cref="ImaginatorException">Certificates are missing or invalid; the message says what to do.</exception>
    public static IServiceCollection AddRpc(this IServiceCollection services, FlagValues flags)
    {
        var port = PortOptions.From(flags);
        services.AddSingleton(port);
        services.AddSingleton(new SrpcAccessPolicy
        {
            TrustedUsers = [.. flags.Get(AccessFlags.TrustedUsers)],
            TrustedGroups = [.. flags.Get(AccessFlags.TrustedGroups)],
        });
        services.AddPermissions(flags, port.IsInsecure);
        services.AddTokens(flags);
        services.AddSingleton(provider => new WebCallers(
            provider.GetRequiredService<SrpcAccessPolicy>(), provider.GetRequiredService<Permissions>(), port.IsInsecure));
        if (!port.IsInsecure)
        {
            services.AddSingleton(CertificateFiles.From(flags));
            services.AddSingleton<CertificateStore>();
            services.AddHostedService<CertificateWatch>();
        }

        services.AddConnectionLimits(flags);
        services.AddAuditing();
        services.AddSingleton<RpcAudit>();
        services.AddSingleton(CreateServer);
        services.AddSingleton<PortSetup>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(
            provider => provider.GetRequiredService<PortSetup>());
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>>(
            provider => provider.GetRequiredService<PortSetup>());
        return services;
    }

    private static SrpcServer CreateServer(IServiceProvider provider)
    {
        var certificates = provider.GetService<CertificateStore>();
        return new SrpcServer(
            new SrpcServerOptions
            {
                GetTls = () => certificates?.Tls,
                Access = provider.GetRequiredService<SrpcAccessPolicy>(),
                Measurements = provider.GetService<SrpcMeasurements>(),
                OnDenied = provider.GetRequiredService<RpcAudit>().Denied,
                HandshakeTimeout = provider.GetRequiredService<ConnectionLimits>().SetupTimeout,
                TimeProvider = provider.GetRequiredService<TimeProvider>(),
            },
            provider.GetServices<SrpcService>(),
            provider.GetRequiredService<ILogger<SrpcServer>>());
    }
}
