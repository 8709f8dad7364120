using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>What is said of certificates in the daemon's log: event ids 5220 to 5239.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(5220, LogLevel.Information, "New certificates are in force; the first expires at {ExpiresAt}")]
    public static partial void Reloaded(ILogger logger, DateTimeOffset expiresAt);

    [LoggerMessage(5221, LogLevel.Warning, "The new certificates cannot be used, the old ones stay in force: {Reason}")]
    public static partial void NotReloaded(ILogger logger, string reason);

    [LoggerMessage(5222, LogLevel.Warning, "The certificate of {Subject} expires at {ExpiresAt}: renew it and replace its file")]
    public static partial void Expires(ILogger logger, string subject, DateTimeOffset expiresAt);
}
