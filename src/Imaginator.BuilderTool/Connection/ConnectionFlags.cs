using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Connection;

/// <summary>Flags of the connection to the daemon.</summary>
internal static class ConnectionFlags
{
    public const string CommandGroup = "Control the daemon";

    private const string Group = "Daemon";

    public static Flag<string> Hostname { get; } = new(
        "imaginatorHostname", FlagTypes.RequiredHost, "localhost", "Host of the imaginator daemon.") { Group = Group };

    public static Flag<int> PortNumber { get; } = new(
        "imaginatorPortNum", FlagTypes.Number(1, 65535), 6975, "Port of the imaginator daemon.") { Group = Group };

    /// <summary>All flags of the connection, client certificates included.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [Hostname, PortNumber, ClientCertificateFlags.CertificateDirectory, ClientCertificateFlags.ServerAuthorityFile];
}
