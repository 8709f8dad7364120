using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The contents of the page of a build.</summary>
internal sealed record BuildModel
{
    public required BuildRecord Build { get; init; }

    /// <summary>The build in the queue; null if it has ended.</summary>
    public required BuildSnapshot? Queued { get; init; }

    public required StageBar Stages { get; init; }

    public required bool HasLog { get; init; }

    /// <summary>The last lines of the log; null without a log.</summary>
    public required LogWindow? LogEnd { get; init; }

    public required bool MayCancel { get; init; }

    /// <summary>The idempotency key of the form that retries the build; null if the reader cannot.</summary>
    public required string? RetryKey { get; init; }

    public bool HasEnded => Build.Result.IsGood() is not null;

    /// <summary>The users who requested the build, the first one first.</summary>
    public ImmutableArray<string> Users => [Build.Requestor, .. Build.Joined];
}
