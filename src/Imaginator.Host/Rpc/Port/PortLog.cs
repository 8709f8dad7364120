using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>What is said of connections in the daemon's log: event ids 5200 to 5219.</summary>
internal static partial class PortLog
{
    [LoggerMessage(5200, LogLevel.Information, "{Remote} wants TLS, and there is none: the daemon was started with -insecure")]
    public static partial void NoTls(ILogger logger, EndPoint? remote);

    [LoggerMessage(5201, LogLevel.Warning, "-insecure: whoever connects from {Where} to port {Port} may do everything")]
    public static partial void Insecure(ILogger logger, string where, int port);
}
