using System.Collections.Immutable;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Workers;

namespace Imaginator.Host.Web.Console.Status;

/// <summary>The contents of the status page.</summary>
internal sealed record StatusModel
{
    public required ConfigurationStatus Configuration { get; init; }

    public required QueueSnapshot Queue { get; init; }

    public required QueueTable Running { get; init; }

    public required QueueTable Queued { get; init; }

    public required Switches Switches { get; init; }

    /// <summary>The automatic rebuilds; null if they are turned off.</summary>
    public required RebuildStatus? Rebuilds { get; init; }

    public required int Streams { get; init; }

    public required int BootstrapStreams { get; init; }

    public required int Patterns { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required LastScrub? Scrub { get; init; }

    public required ImmutableArray<WorkerSnapshot> Workers { get; init; }

    /// <summary>The first of the streams that fail now.</summary>
    public required ImmutableArray<FailingStream> Failing { get; init; }

    /// <summary>The number of all streams that fail now.</summary>
    public required int FailingCount { get; init; }

    public required BuildsTable Successful { get; init; }

    /// <summary>The last lines of the daemon's log; empty for readers who do not see everything.</summary>
    public required ImmutableArray<string> LogLines { get; init; }
}
