using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Who asked for what, and whether it was done: log lines of a category of their own, <c>Imaginator.Audit</c>. Thread-safe.
/// </summary>
/// <param name="loggers">Make the logger.</param>
internal sealed class AuditLog(ILoggerFactory loggers)
{
    /// <summary>The category of the lines.</summary>
    public const string Category = "Imaginator.Audit";

    // What callers choose cannot fill the log with one line.
    private const int LongestField = 500;

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>The call was let through, and done or begun.</summary>
    /// <param name="call">The call.</param>
    public void Allowed(AuditedCall call) => AuditMessages.Allowed(
        _logger, call.Channel, Field(call.Caller.DisplayName), Field(call.Caller.Address), call.Action, Field(call.Target));

    /// <summary>The caller may not do that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reason">Why not.</param>
    public void Denied(AuditedCall call, string reason) => AuditMessages.Denied(
        _logger,
        call.Channel,
        Field(call.Caller.DisplayName),
        Field(call.Caller.Address),
        call.Action,
        Field(call.Target),
        Field(reason));

    /// <summary>The caller may, but it could not be done.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reason">Why not.</param>
    public void Refused(AuditedCall call, string reason) => AuditMessages.Refused(
        _logger,
        call.Channel,
        Field(call.Caller.DisplayName),
        Field(call.Caller.Address),
        call.Action,
        Field(call.Target),
        Field(reason));

    /// <summary>One line, whatever it contains: nobody writes lines of his own into the log.</summary>
    private static string Field(string text)
    {
        var kept = text.Length <= LongestField ? text : text[..LongestField] + "…";
        return string.Concat(kept.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
