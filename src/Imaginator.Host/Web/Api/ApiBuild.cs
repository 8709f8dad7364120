using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Web.Api;

/// <summary>A build as the API shows it. Nothing that is null or unknown is sent.</summary>
internal sealed record ApiBuild
{
    public required string Id { get; init; }

    public required string Stream { get; init; }

    /// <summary>queued, running, succeeded, failed, cancelled, interrupted, needs-source-image.</summary>
    public required string Result { get; init; }

    /// <summary>request, auto-rebuild, source-image, retry.</summary>
    public required string Reason { get; init; }

    public required string Requestor { get; init; }

    public ImmutableSortedSet<string>? Joined { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Image { get; init; }

    /// <summary>The stream's image before it, where the new one is the same.</summary>
    public string? SameAs { get; init; }

    public string? Error { get; init; }

    public string? Worker { get; init; }

    public string? WaitsFor { get; init; }

    public ApiInputs? Inputs { get; init; }

    public string? NeededBy { get; init; }

    public string? RetryOf { get; init; }

    public string? RetriedAs { get; init; }

    public long? NewObjects { get; init; }

    public long? NewBytes { get; init; }

    public ImmutableArray<ApiStage>? Stages { get; init; }

    /// <summary>Where the log is; left out where there is none.</summary>
    public string? Log { get; init; }

    /// <summary>A build of the history.</summary>
    /// <param name="build">The build.</param>
    /// <param name="hasLog">Whether there is a log of it.</param>
    /// <param name="withStages">Whether its stages have been read.</param>
    public static ApiBuild Of(BuildRecord build, bool hasLog, bool withStages) => new()
    {
        Id = build.Id.ToString(),
        Stream = build.StreamName,
        Result = build.Result.ToDisplay(),
        Reason = ReasonOf(build.Reason),
        Requestor = build.Requestor,
        Joined = build.Joined.IsEmpty ? null : build.Joined,
        QueuedAt = build.QueuedAt,
        StartedAt = build.StartedAt,
        FinishedAt = build.FinishedAt,
        DurationSeconds = build.Elapsed?.TotalSeconds,
        Image = build.ImageName,
        SameAs = build.SameAs,
        Error = NullIfEmpty(build.Error),
        Worker = build.Worker,
        Inputs = ApiInputs.Of(build.Inputs),
        NeededBy = build.NeededBy?.ToString(),
        RetryOf = build.RetryOf?.ToString(),
        RetriedAs = build.RetriedAs?.ToString(),
        NewObjects = build.Result == RecordedResult.Succeeded ? build.NewObjects : null,
        NewBytes = build.Result == RecordedResult.Succeeded ? build.NewBytes : null,
        Stages = withStages ? [.. build.Stages.Select(ApiStage.Of)] : null,
        Log = hasLog ? $"{ApiAddress.Root}/builds/{build.Id}/log" : null,
    };

    /// <summary>A build that waits or runs.</summary>
    /// <param name="build">The build.</param>
    /// <param name="hasLog">Whether there is a log of it.</param>
    public static ApiBuild Of(BuildSnapshot build, bool hasLog) => new()
    {
        Id = build.Id.ToString(),
        Stream = build.StreamName,
        Result = (build.State == BuildState.Queued ? RecordedResult.Queued : RecordedResult.Running).ToDisplay(),
        Reason = ReasonOf(build.Request.Reason),
        Requestor = build.Request.Caller.DisplayName,
        Joined = build.Joined.IsEmpty ? null : [.. build.Joined.Select(order => order.Caller.DisplayName)],
        QueuedAt = build.QueuedAt,
        StartedAt = build.StartedAt,
        Worker = build.Worker,
        WaitsFor = build.BlockedReason,
        NeededBy = build.Request.NeededBy?.ToString(),
        RetryOf = build.Request.RetryOf?.ToString(),
        Log = hasLog ? $"{ApiAddress.Root}/builds/{build.Id}/log" : null,
    };

    private static string ReasonOf(BuildReason reason) => reason switch
    {
        BuildReason.Request => "request",
        BuildReason.AutoRebuild => "auto-rebuild",
        BuildReason.SourceImage => "source-image",
        BuildReason.Retry => "retry",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
