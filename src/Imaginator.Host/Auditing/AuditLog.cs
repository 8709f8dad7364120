using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Records requested actions with caller and outcome: as lines of the separate category <c>Imaginator.Audit</c> of the log, and, if
/// there are any, in the files that <see cref="AuditReader"/> reads. Thread-safe.
/// </summary>
internal sealed class AuditLog(ILoggerFactory loggers, TimeProvider? timeProvider = null, AuditFiles? files = null)
{
    /// <summary>The category of the lines.</summary>
    public const string Category = "Imaginator.Audit";

    // Limits text that callers choose.
    private const int MaximumFieldLength = 500;
    private const int MaximumInputsLength = 8 * 1024;
    private const string LastEntry = " (further ones of this address are not recorded for a minute)";

    private readonly ILogger _logger = loggers.CreateLogger(Category);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly AnonymousLimit _anonymous = new(timeProvider ?? TimeProvider.System);

    /// <summary>The action was permitted, and done or begun.</summary>
    public void Allowed(AuditedCall call)
    {
        var entry = EntryOf(call, AuditOutcome.Allowed, "");
        AuditMessages.Allowed(_logger, entry.Channel, entry.Caller, entry.Address, entry.Action, entry.Target);
        files?.Add(entry);
    }

    /// <summary>The caller has no permission.</summary>
    public void Denied(AuditedCall call, string reason)
    {
        if (DetailOf(call, reason) is not { } detail)
        {
            return;
        }

        var entry = EntryOf(call, AuditOutcome.Denied, detail);
        AuditMessages.Denied(_logger, entry.Channel, entry.Caller, entry.Address, entry.Action, entry.Target, entry.Detail);
        files?.Add(entry);
    }

    /// <summary>The caller has permission, but the action was impossible.</summary>
    public void Refused(AuditedCall call, string reason)
    {
        if (DetailOf(call, reason) is not { } detail)
        {
            return;
        }

        var entry = EntryOf(call, AuditOutcome.Refused, detail);
        AuditMessages.Refused(_logger, entry.Channel, entry.Caller, entry.Address, entry.Action, entry.Target, entry.Detail);
        files?.Add(entry);
    }

    /// <summary>
    /// A build was requested with inputs that its stream does not choose: a branch, variables. The result is <c>public</c>, the
    /// directory of a private image, or the reason of a refusal.
    /// </summary>
    public void Inputs(AuditedCall call, string inputs, string result)
    {
        var (shownInputs, shownResult) = (Field(inputs, MaximumInputsLength), Field(result));
        var entry = EntryOf(call, AuditOutcome.Inputs, $"{shownResult}: {shownInputs}");
        AuditMessages.Inputs(
            _logger, entry.Channel, entry.Caller, entry.Address, entry.Action, entry.Target, shownResult, shownInputs);
        files?.Add(entry);
    }

    private AuditEntry EntryOf(AuditedCall call, AuditOutcome outcome, string detail) => new()
    {
        Time = _time.GetUtcNow(),
        Outcome = outcome,
        Channel = call.Channel,
        Caller = Field(call.Caller.DisplayName),
        Address = Field(call.Caller.Address),
        Action = call.Action,
        Target = Field(call.Target),
        Detail = detail,
    };

    /// <summary>The reason of a denial or refusal; null if it is not recorded.</summary>
    private string? DetailOf(AuditedCall call, string reason)
    {
        var detail = Field(reason);
        if (call.Caller is not { UserName: "", IsDaemon: false })
        {
            return detail;
        }

        return !_anonymous.TryCount(call.Caller.Address, out var isLast) ? null
            : isLast ? detail + LastEntry
            : detail;
    }

    /// <summary>Replaces control characters, so that a caller cannot forge log lines.</summary>
    private static string Field(string text, int maximumLength = MaximumFieldLength)
    {
        var kept = text.Length <= maximumLength ? text : text[..maximumLength] + "…";
        return string.Concat(kept.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
