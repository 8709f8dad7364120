using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Api;

/// <summary>A build as the API shows it. Null and unknown values are not sent.</summary>
internal sealed record ApiBuild
{
    public required string Id { get; init; }

    public required string Stream { get; init; }

    /// <summary>queued, running, succeeded, failed, cancelled, interrupted, needs-source-image.</summary>
    public required string Result { get; init; }

    /// <summary>request, auto-rebuild, source-image, retry.</summary>
    public required string Reason { get; init; }

    public required string Requestor { get; init; }

    public ImmutableSortedSet<string>? JoinedBy { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Image { get; init; }

    /// <summary>The previous image of the stream, if the new image has the same contents.</summary>
    public string? IdenticalTo { get; init; }

    public string? Error { get; init; }

    public string? Worker { get; init; }

    public string? BlockedReason { get; init; }

    public ApiInputs? Inputs { get; init; }

    public string? NeededBy { get; init; }

    public string? RetryOf { get; init; }

    public string? RetriedAs { get; init; }

    public long? NewObjects { get; init; }

    public long? NewBytes { get; init; }

    public ImmutableArray<ApiStage>? Stages { get; init; }

    /// <summary>The address of the log; null if the build has no log.</summary>
    public string? Log { get; init; }

    /// <summary>A build of the history, with or without its stages.</summary>
    public static ApiBuild Of(BuildRecord build, bool hasLog, bool withStages) => new()
    {
        Id = build.Id.ToString(),
        Stream = build.StreamName,
        Result = build.Result.ToDisplay(),
        Reason = ReasonOf(build.Reason),
        Requestor = build.Requestor,
        JoinedBy = build.Joined.IsEmpty ? null : build.Joined,
        QueuedAt = build.QueuedAt,
        StartedAt = build.StartedAt,
        FinishedAt = build.FinishedAt,
        DurationSeconds = build.Elapsed?.TotalSeconds,
        Image = build.ImageName,
        IdenticalTo = build.SameAs,
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

    /// <summary>A queued or running build.</summary>
    public static ApiBuild Of(BuildSnapshot build, bool hasLog) => new()
    {
        Id = build.Id.ToString(),
        Stream = build.StreamName,
        Result = (build.State == BuildState.Queued ? RecordedResult.Queued : RecordedResult.Running).ToDisplay(),
        Reason = ReasonOf(build.Request.Reason),
        Requestor = build.Request.Caller.DisplayName,
        JoinedBy = build.Joined.IsEmpty ? null : [.. build.Joined.Select(request => request.Caller.DisplayName)],
        QueuedAt = build.QueuedAt,
        StartedAt = build.StartedAt,
        Worker = build.Worker,
        BlockedReason = build.BlockedReason,
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
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "unknown reason"),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
