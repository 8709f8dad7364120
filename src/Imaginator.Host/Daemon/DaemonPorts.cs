using System.Collections.Immutable;
using Imaginator.Host.ImageServing;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Daemon;

/// <summary>The ports that the daemon listens on.</summary>
internal static class DaemonPorts
{
    /// <summary>Reads the ports from the flags; 0 is a free port that the system chooses.</summary>
    public static ImmutableArray<int> Of(FlagValues flags) =>
        ListenAddress.From(flags) is { } images
            ? [flags.Get(PortFlags.PortNumber), images.EndPoint.Port]
            : [flags.Get(PortFlags.PortNumber)];
}
