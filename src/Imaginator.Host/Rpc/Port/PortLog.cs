using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Log messages about connections: event ids 5230 to 5239.</summary>
internal static partial class PortLog
{
    [LoggerMessage(5230, LogLevel.Information, "{Remote} requested TLS, which a daemon with -insecure does not offer")]
    public static partial void NoTls(ILogger logger, EndPoint? remote);

    [LoggerMessage(5231, LogLevel.Warning, "-insecure: any connection from {Where} to port {Port} has all permissions")]
    public static partial void Insecure(ILogger logger, string where, int port);
}
