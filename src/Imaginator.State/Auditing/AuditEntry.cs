using System.Text.Json.Serialization;

namespace Imaginator.State.Auditing;

/// <summary>An entry of the audit log. Texts have no control characters, no secrets, and a limited length.</summary>
public sealed record AuditEntry
{
    /// <summary>Recognizes an entry that is added twice.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The time, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required AuditOutcome Outcome { get; init; }

    /// <summary><c>rpc</c>, <c>web</c>, or <c>queue</c> for source images.</summary>
    public required string Channel { get; init; }

    /// <summary>The name of the caller for people.</summary>
    public required string Caller { get; init; }

    /// <summary>The origin of the call, <c>ADDRESS:PORT</c>; empty if it is not known.</summary>
    public string Address { get; init; } = "";

    /// <summary>The action, for example <c>build</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The object of the action: a stream, a build, a duration; empty for none.</summary>
    public string Target { get; init; } = "";

    /// <summary>The reason of a denial or refusal, or the inputs of a build; empty for none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The position in the log, with which reading continues before this entry; see <see cref="AuditQuery.Before"/>.</summary>
    [JsonIgnore]
    public string Position { get; init; } = "";
}
