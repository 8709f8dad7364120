using Imaginator.State.Builds;

namespace Imaginator.State.History;

/// <summary>A query for builds of the history: those that match all criteria that are not null.</summary>
public sealed record HistoryQuery
{
    /// <summary>The maximum size of a page.</summary>
    public const int MaximumCount = 1000;

    public string? StreamName { get; init; }

    /// <summary>The user who requested the build or joined it.</summary>
    public string? Requestor { get; init; }

    /// <summary>Whether the build has an image. False for a build that waits or runs.</summary>
    public bool? IsGood { get; init; }

    /// <summary>The result of the build.</summary>
    public RecordedResult? Result { get; init; }

    /// <summary>Submitted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Submitted before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Submitted before this build, the last one of the previous page.</summary>
    public BuildId? Before { get; init; }

    /// <summary>The maximum number of builds, 1 to <see cref="MaximumCount"/>.</summary>
    public int Count { get; init; } = 100;
}
