using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Access;

/// <summary>Log messages about tokens, sessions and sign-in: event ids 6000 to 6009. Never the text of a token or a cookie.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(6000, LogLevel.Error, "Bearer tokens are not accepted, because {Path} cannot be used: {Reason}")]
    public static partial void NoTokens(ILogger logger, string path, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "Cannot record in {Path} when a bearer token was used: {Reason}")]
    public static partial void UseNotRecorded(ILogger logger, string path, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "Cannot record in {Path} that a session has ended; it stays ended until the daemon restarts: {Reason}")]
    public static partial void EndNotRecorded(ILogger logger, string path, string reason);

    [LoggerMessage(6003, LogLevel.Warning, "Cannot read the ended sessions in {Path}; all sessions that began before now have ended, and their users must sign in again: {Reason}")]
    public static partial void EndedNotRead(ILogger logger, string path, string reason);

    [LoggerMessage(6004, LogLevel.Warning, "Signing in with {Issuer} failed: {Reason}")]
    public static partial void SignInFailed(ILogger logger, string issuer, string reason);

    [LoggerMessage(6005, LogLevel.Warning, "{Path} is not secret: {Reason}")]
    public static partial void NotSecret(ILogger logger, string path, string reason);
}
