using System.Collections.Immutable;
using Imaginator.Host.ImageServing.Port;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Daemon;

/// <summary>The ports that the daemon listens on, according to its flags.</summary>
internal static class DaemonPorts
{
    /// <summary>Tells them.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The ports; 0 for one that the system chooses.</returns>
    /// <exception cref="UsageException">A flag names no port.</exception>
    public static ImmutableArray<int> Of(FlagValues flags) =>
        ListenAddress.From(flags) is { } imageServer
            ? [flags.Get(PortFlags.PortNumber), imageServer.Port]
            : [flags.Get(PortFlags.PortNumber)];
}
