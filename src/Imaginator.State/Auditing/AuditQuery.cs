namespace Imaginator.State.Auditing;

/// <summary>Selects entries of the audit log. Null selects all; texts must be equal in every letter.</summary>
public sealed record AuditQuery
{
    /// <summary>The maximum of <see cref="Count"/>.</summary>
    public const int MaximumCount = 500;

    public AuditOutcome? Outcome { get; init; }

    public string? Channel { get; init; }

    /// <summary>The name of the caller.</summary>
    public string? Caller { get; init; }

    public string? Action { get; init; }

    /// <summary>A part of the target or the detail, in letters of any case.</summary>
    public string? Text { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The time before which all entries were made.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The <see cref="AuditEntry.Position"/> of the last entry of the previous page; null for the newest entries.</summary>
    public string? Before { get; init; }

    /// <summary>The number of entries, from 1 to <see cref="MaximumCount"/>.</summary>
    public int Count { get; init; } = 100;
}
