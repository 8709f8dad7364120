using System.Text.Json.Serialization;

namespace Imaginator.Host.Queue.Journal;

/// <summary>One line of the journal: something that must not be forgotten when the daemon dies.</summary>
internal sealed record JournalLine
{
    /// <summary>What happened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JournalEvent Event { get; init; }

    /// <summary>To which build, where it happened to one.</summary>
    public long Build { get; init; }

    /// <summary>What is wanted, where a build was queued.</summary>
    public JournaledRequest? Order { get; init; }

    /// <summary>Until when requests are refused, where that changed; null if they are not.</summary>
    public DateTimeOffset? RequestsUntil { get; init; }

    /// <summary>Until when automatic builds are refused, where that changed; null if they are not.</summary>
    public DateTimeOffset? AutoBuildsUntil { get; init; }
}
