using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>Log messages about certificates: event ids 5220 to 5229.</summary>
internal static partial class CertificateLog
{
    [LoggerMessage(5220, LogLevel.Information, "New certificates are active; the first one expires at {ExpiresAt}")]
    public static partial void Reloaded(ILogger logger, DateTimeOffset expiresAt);

    [LoggerMessage(5221, LogLevel.Warning, "The new certificates cannot be used and the previous ones stay active: {Reason}")]
    public static partial void NotReloaded(ILogger logger, string reason);

    [LoggerMessage(5222, LogLevel.Warning, "The certificate of {Subject} expires at {ExpiresAt}: renew it and replace its file")]
    public static partial void Expires(ILogger logger, string subject, DateTimeOffset expiresAt);

    [LoggerMessage(5223, LogLevel.Warning, "The key {File} is not secret: {Reason}")]
    public static partial void KeyIsReadable(ILogger logger, string file, string reason);
}
