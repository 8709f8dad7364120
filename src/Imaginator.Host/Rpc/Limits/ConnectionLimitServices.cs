using Imaginator.Connections;
using Imaginator.Connections.Accepting;
using Imaginator.Hosting.Flags;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Limits;

/// <summary>Registers the limits of connections.</summary>
internal static class ConnectionLimitServices
{
    private static readonly TimeSpan MinimumSetupTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Adds the table of connections, and the transport that uses it instead of that of Kestrel.</summary>
    /// <exception cref="UsageException">The setup timeout is too short.</exception>
    public static IServiceCollection AddConnectionLimits(this IServiceCollection services, FlagValues flags)
    {
        var limits = Read(flags);
        services.AddSingleton(limits);
        services.AddSingleton(provider => new ConnectionTable(
            "daemon",
            limits,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConnectionTable>>()));
        services.AddSingleton<IConnectionListenerFactory, LimitedListenerFactory>();
        return services;
    }

    private static ConnectionLimits Read(FlagValues flags)
    {
        var timeout = flags.Get(ConnectionFlags.SetupTimeout);
        return timeout < MinimumSetupTimeout
            ? throw new UsageException($"-{ConnectionFlags.SetupTimeout.Name}: the minimum is 1 s")
            : DescriptorLimit.Fit(
                new ConnectionLimits
                {
                    Maximum = flags.Get(ConnectionFlags.MaximumConnections),
                    MaximumPerAddress = flags.Get(ConnectionFlags.MaximumConnectionsPerAddress),
                    SetupTimeout = timeout,
                },
                DescriptorLimit.Current());
    }
}
