using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Logs requested actions with caller and outcome, as lines of the separate category <c>Imaginator.Audit</c>. Thread-safe.
/// </summary>
internal sealed class AuditLog(ILoggerFactory loggers)
{
    /// <summary>The category of the lines.</summary>
    public const string Category = "Imaginator.Audit";

    // Limits text that callers choose.
    private const int MaximumFieldLength = 500;
    private const int MaximumInputsLength = 8 * 1024;

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>The action was permitted, and done or begun.</summary>
    public void Allowed(AuditedCall call) => AuditMessages.Allowed(
        _logger, call.Channel, Field(call.Caller.DisplayName), Field(call.Caller.Address), call.Action, Field(call.Target));

    /// <summary>The caller has no permission.</summary>
    public void Denied(AuditedCall call, string reason) => AuditMessages.Denied(
        _logger,
        call.Channel,
        Field(call.Caller.DisplayName),
        Field(call.Caller.Address),
        call.Action,
        Field(call.Target),
        Field(reason));

    /// <summary>The caller has permission, but the action was impossible.</summary>
    public void Refused(AuditedCall call, string reason) => AuditMessages.Refused(
        _logger,
        call.Channel,
        Field(call.Caller.DisplayName),
        Field(call.Caller.Address),
        call.Action,
        Field(call.Target),
        Field(reason));

    /// <summary>
    /// A build was requested with inputs that its stream does not choose: a branch, variables. The result is <c>public</c>, the
    /// directory of a private image, or the reason of a refusal.
    /// </summary>
    public void Inputs(AuditedCall call, string inputs, string result) => AuditMessages.Inputs(
        _logger,
        call.Channel,
        Field(call.Caller.DisplayName),
        Field(call.Caller.Address),
        call.Action,
        Field(call.Target),
        Field(result),
        Field(inputs, MaximumInputsLength));

    /// <summary>Replaces control characters, so that a caller cannot forge log lines.</summary>
    private static string Field(string text, int maximumLength = MaximumFieldLength)
    {
        var kept = text.Length <= maximumLength ? text : text[..maximumLength] + "…";
        return string.Concat(kept.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
