using System.Text.Json.Serialization;

namespace Imaginator.Host.Queue.Journal;

/// <summary>One line of a journal of version 0.1.</summary>
internal sealed record JsonLine
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JsonLineEvent Event { get; init; }

    /// <summary>The build, where the event concerns one.</summary>
    public long Build { get; init; }

    /// <summary>The request of a queued build.</summary>
    public JournaledRequest? Order { get; init; }

    /// <summary>The end of a pause of requests; null if requests are enabled.</summary>
    public DateTimeOffset? RequestsUntil { get; init; }

    /// <summary>The end of a pause of automatic builds; null if they are enabled.</summary>
    public DateTimeOffset? AutoBuildsUntil { get; init; }
}
