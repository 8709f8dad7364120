using Imaginator.Host.Auditing;

namespace Imaginator.Host.Web.Api.Messages.Access;

/// <summary>An entry of the audit log.</summary>
internal sealed record ApiAuditEntry
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>allowed, denied (no permission), refused (not possible) or inputs (what a build request chose).</summary>
    public required string Outcome { get; init; }

    /// <summary>rpc, web or queue.</summary>
    public required string Channel { get; init; }

    public required string Caller { get; init; }

    /// <summary>The origin of the call, if it is known.</summary>
    public string? Address { get; init; }

    public required string Action { get; init; }

    /// <summary>What the action was for: a stream, a build, a duration.</summary>
    public string? Target { get; init; }

    /// <summary>The reason of a denial or refusal, or the inputs of a build.</summary>
    public string? Detail { get; init; }

    public static ApiAuditEntry Of(AuditEntry entry) => new()
    {
        Time = entry.Time,
        Outcome = NameOf(entry.Outcome),
        Channel = entry.Channel,
        Caller = entry.Caller,
        Address = NullIfEmpty(entry.Address),
        Action = entry.Action,
        Target = NullIfEmpty(entry.Target),
        Detail = NullIfEmpty(entry.Detail),
    };

    /// <summary>Parses the name of an outcome; null for others.</summary>
    public static AuditOutcome? ParseOutcome(string text) => text switch
    {
        "allowed" => AuditOutcome.Allowed,
        "denied" => AuditOutcome.Denied,
        "refused" => AuditOutcome.Refused,
        "inputs" => AuditOutcome.Inputs,
        _ => null,
    };

    private static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Allowed => "allowed",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Refused => "refused",
        AuditOutcome.Inputs => "inputs",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "unknown outcome"),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
