using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Limits;

/// <summary>Flags that limit connections.</summary>
internal static class ConnectionFlags
{
    private const string Group = "Port";

    public static Flag<int> MaximumConnections { get; } = new(
        "maximumConnections", FlagTypes.Number(16, 1_000_000), 4096,
        "Maximum number of connections to the ports of the daemon, together; at most half of the file descriptors of the process. "
        + "Above the limit, the daemon closes the connection that has been waiting for a handshake or request for the longest time.")
    { Group = Group };

    public static Flag<int> MaximumConnectionsPerAddress { get; } = new(
        "maximumConnectionsPerAddress", FlagTypes.Number(12, 1_000_000), 3072,
        "Maximum number of connections from one IPv4 address or one IPv6 network (/64).") { Group = Group };

    /// <summary>At least 1 s.</summary>
    public static Flag<TimeSpan> SetupTimeout { get; } = new(
        "connectionSetupTimeout", FlagTypes.Duration, TimeSpan.FromSeconds(8),
        "Maximum time from a connection to the end of its handshake or of the headers of its first request.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [MaximumConnections, MaximumConnectionsPerAddress, SetupTimeout];
}
