using System.Net;
using Microsoft.Extensions.Logging;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The log messages of the server; event ids 4000 to 4099.</summary>
internal static partial class SrpcServerLog
{
    [LoggerMessage(4000, LogLevel.Debug, "{Method} for \"{User}\" from {Remote} took {DurationMs} ms")]
    public static partial void CallDone(
        ILogger logger, string method, string user, EndPoint? remote, double durationMs);

    [LoggerMessage(4001, LogLevel.Information, "{Method} for \"{User}\" from {Remote} was refused: {Reason}")]
    public static partial void CallRefused(
        ILogger logger, string method, string user, EndPoint? remote, string reason);

    [LoggerMessage(4002, LogLevel.Warning, "{Method} for \"{User}\" from {Remote} failed; the connection is closed")]
    public static partial void CallFailed(
        ILogger logger, Exception exception, string method, string user, EndPoint? remote);

    [LoggerMessage(4003, LogLevel.Debug, "The connection from {Remote} ended: {Reason}")]
    public static partial void ConnectionEnded(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "The client certificate from {Remote} was refused: {Reason}")]
    public static partial void CertificateRefused(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(4005, LogLevel.Information, "The connection from {Remote} was not set up within {TimeoutSeconds} s")]
    public static partial void HandshakeTimedOut(ILogger logger, EndPoint? remote, double timeoutSeconds);

    [LoggerMessage(4006, LogLevel.Debug, "The connection from {Remote} was closed after the handshake: too many connections")]
    public static partial void TooManyConnections(ILogger logger, EndPoint? remote);
}
