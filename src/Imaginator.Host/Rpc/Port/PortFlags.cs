using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Flags of the daemon's port.</summary>
internal static class PortFlags
{
    private const string Access = "Access";

    /// <summary>0 for a free port.</summary>
    public static Flag<int> PortNumber { get; } = new(
        "portNum", FlagTypes.Number(0, 65535), 6975,
        "Port of the web pages, the API and RPC. Programs that run in images cannot connect to it. 0 selects a free port, for "
        + "tests only: programs that run in images can connect to that port.") { Group = "Port" };

    public static Flag<bool> Insecure { get; } = new(
        "insecure", FlagTypes.Boolean, false,
        "Serve without TLS and certificates: all clients that can connect have access to all methods. The daemon listens on "
        + "the loopback interface only.") { Group = Access };

    public static Flag<bool> PlainHttp { get; } = new(
        "plainHttp", FlagTypes.Boolean, true,
        "Answer HTTP without TLS as well, on the same port, within the limits of -anonymousReads. With -plainHttp=false, such requests are "
        + "refused; health checks must then use https:.") { Group = "Port" };

    public static Flag<bool> LoopbackOnly { get; } = new(
        "loopbackOnly", FlagTypes.Boolean, false,
        "Listen on the loopback interface only, with certificates, too. The installation of the package sets this flag for a local trial.")
    { Group = "Port" };

    public static Flag<bool> InsecureAnywhere { get; } = new(
        "insecureAnywhere", FlagTypes.Boolean, false,
        "With -insecure: listen on all interfaces. All clients that can connect to the port can then run programs as root.")
    { Group = Access };
}
