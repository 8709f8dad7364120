using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.History;

/// <summary>Which builds of the history are wanted: those for which everything holds that is not null.</summary>
internal sealed record HistoryQuery
{
    /// <summary>The largest page.</summary>
    public const int MaximumCount = 1000;

    /// <summary>The stream.</summary>
    public string? StreamName { get; init; }

    /// <summary>Who asked, first or by joining.</summary>
    public string? Requestor { get; init; }

    /// <summary>Whether there is an image. Never true for a build that is not over.</summary>
    public bool? IsGood { get; init; }

    /// <summary>What has become of it.</summary>
    public RecordedResult? Result { get; init; }

    /// <summary>Submitted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Submitted before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Submitted before this build: the last build of the page before.</summary>
    public BuildId? Before { get; init; }

    /// <summary>How many at most; 1 to <see cref="MaximumCount"/>.</summary>
    public int Count { get; init; } = 100;
}
