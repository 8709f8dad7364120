using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Connections;

/// <summary>Log messages about connections; event ids 5950 to 5953. Those about limits are logged once a minute at most.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(5950, LogLevel.Warning, "Connections to the {Port} port were refused or closed: {Reasons}")]
    public static partial void Refused(ILogger logger, string port, string reasons);

    [LoggerMessage(5951, LogLevel.Information, "Connections to the {Port} port were closed because no request arrived: {Reasons}")]
    public static partial void Silent(ILogger logger, string port, string reasons);

    [LoggerMessage(5952, LogLevel.Error, "Accepting connections on the {Port} port failed and is retried: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string port, string reason);

    [LoggerMessage(5953, LogLevel.Warning, "The connection of {Remote} to the {Port} port was closed, because sending to it failed: {Reason}")]
    public static partial void SendFailed(ILogger logger, EndPoint? remote, string port, string reason);
}
