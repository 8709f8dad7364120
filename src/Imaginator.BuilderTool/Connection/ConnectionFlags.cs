using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Connection;

/// <summary>Flags that say where the daemon is.</summary>
internal static class ConnectionFlags
{
    private const string Group = "Daemon";

    /// <summary>Its host.</summary>
    public static Flag<string> Hostname { get; } = new(
        "imaginatorHostname", FlagTypes.Text, "localhost", "Host of the imaginator.") { Group = Group };

    /// <summary>Its port.</summary>
    public static Flag<int> PortNumber { get; } = new(
        "imaginatorPortNum", FlagTypes.Number(1, 65535), 6975, "Port of the imaginator.") { Group = Group };

    /// <summary>All of them, and where certificates are.</summary>
    public static ImmutableArray<Flag> All { get; } = [Hostname, PortNumber, ClientCertificateFlags.CertificateDirectory];
}
