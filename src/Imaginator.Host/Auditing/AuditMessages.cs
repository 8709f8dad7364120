using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>Messages of the audit log: event ids 5500 to 5504. Programs read these lines: field names do not change.</summary>
internal static partial class AuditMessages
{
    [LoggerMessage(5500, LogLevel.Information, "allowed: {Channel}: {Caller} ({Address}): {Action} {Target}")]
    public static partial void Allowed(
        ILogger logger, string channel, string caller, string address, string action, string target);

    [LoggerMessage(5501, LogLevel.Warning, "denied: {Channel}: {Caller} ({Address}): {Action} {Target}: {Reason}")]
    public static partial void Denied(
        ILogger logger, string channel, string caller, string address, string action, string target, string reason);

    [LoggerMessage(5502, LogLevel.Information, "refused: {Channel}: {Caller} ({Address}): {Action} {Target}: {Reason}")]
    public static partial void Refused(
        ILogger logger, string channel, string caller, string address, string action, string target, string reason);

    [LoggerMessage(5503, LogLevel.Information, "inputs: {Channel}: {Caller} ({Address}): {Action} {Target}: {Result}: {Inputs}")]
    public static partial void Inputs(
        ILogger logger, string channel, string caller, string address, string action, string target, string result, string inputs);

    [LoggerMessage(5504, LogLevel.Error, "The audit files in {Directory} cannot be written; the log has the entries: {Reason}")]
    public static partial void FilesNotWritten(ILogger logger, string directory, string reason);
}
