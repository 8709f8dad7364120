using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Api.Requests;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A build as the API shows it. Null and unknown values are not sent.</summary>
internal sealed record ApiBuild
{
    /// <summary>13 letters and digits; later builds have greater ids.</summary>
    public required string Id { get; init; }

    public required string Stream { get; init; }

    /// <summary>queued, running, succeeded, unchanged, failed, cancelled, interrupted or needs-source-image.</summary>
    public required string Result { get; init; }

    /// <summary>request, auto-rebuild, source-image or retry.</summary>
    public required string Reason { get; init; }

    /// <summary>The user who requested the build.</summary>
    public required string Requestor { get; init; }

    /// <summary>The users who joined the build.</summary>
    public ImmutableSortedSet<string>? JoinedBy { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The time from the start to the end, in seconds.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The name of the image.</summary>
    public string? Image { get; init; }

    /// <summary>The previous image of the stream, if the new image has the same contents.</summary>
    public string? IdenticalTo { get; init; }

    /// <summary>Why the build failed.</summary>
    public string? Error { get; init; }

    /// <summary>The worker that ran the build.</summary>
    public string? Worker { get; init; }

    /// <summary>Why a queued build waits.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>The position of a queued build in the queue, from 1.</summary>
    public int? QueuePosition { get; init; }

    public ApiInputs? Inputs { get; init; }

    /// <summary>The build that waited for this build as its source image.</summary>
    public string? NeededBy { get; init; }

    /// <summary>The build that this build repeats.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The build that repeats this build.</summary>
    public string? RetriedAs { get; init; }

    /// <summary>The number of objects that were new to the image store.</summary>
    public long? NewObjects { get; init; }

    /// <summary>The size of the objects that were new to the image store, in bytes.</summary>
    public long? NewBytes { get; init; }

    /// <summary>The stages; only of a build that is requested by its id.</summary>
    public ImmutableArray<ApiStage>? Stages { get; init; }

    /// <summary>The address of the log; null if the build has no log.</summary>
    public string? Log { get; init; }

    /// <summary>A build of the history, with or without its stages.</summary>
    public static ApiBuild Of(BuildRecord build, ApiLinks links, bool hasLog, bool withStages) => new()
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
        Log = hasLog ? links.BuildLog(build.Id) : null,
    };

    /// <summary>A queued or running build.</summary>
    public static ApiBuild Of(BuildSnapshot build, ApiLinks links, bool hasLog) => new()
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
        QueuePosition = build.Position,
        NeededBy = build.Request.NeededBy?.ToString(),
        RetryOf = build.Request.RetryOf?.ToString(),
        Log = hasLog ? links.BuildLog(build.Id) : null,
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
