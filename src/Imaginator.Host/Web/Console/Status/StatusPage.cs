using System.Collections.Immutable;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Readers;
using Imaginator.Host.Workers;

namespace Imaginator.Host.Web.Console.Status;

/// <summary>The page <c>/</c>: an overview of the daemon.</summary>
internal sealed class StatusPage(
    IBuildQueue queue,
    BuildHistory history,
    BuildLogs logs,
    FailingStreams failing,
    LiveConfiguration configuration,
    RecentLogLines log,
    TimeProvider timeProvider,
    IAutoRebuilds? rebuilds = null,
    IWorkerAdministration? workers = null,
    StoreScrubbing? scrubbing = null)
{
    private const int ShownBuilds = 20;
    private const int ShownLogLines = 60;

    private readonly DateTimeOffset _startedAt = timeProvider.GetUtcNow();

    public ConsolePage Make(PageReader reader)
    {
        var now = queue.Current;
        var current = configuration.Current;
        var streams = failing.List().Where(stream => Sees(stream.StreamName)).ToList();
        var good = history.ReadLatest(isGood: true, ShownBuilds).Builds.RemoveAll(build => !Sees(build.StreamName));
        var bootstrap = current.Main.BootstrapStreams.Keys.Count(Sees);
        var model = new StatusModel
        {
            Configuration = reader.SeesStatus ? configuration.Status : new ConfigurationStatus { ActiveSince = configuration.Status.ActiveSince },
            Queue = now,
            Running = Builds(now.Running),
            Queued = Builds(now.Queued),
            Switches = SwitchesOf(now, reader),
            Rebuilds = Visible(rebuilds?.Status),
            Streams = bootstrap + current.ImageStreams.Streams.Count(stream => Sees(stream.Name)),
            BootstrapStreams = bootstrap,
            Patterns = reader.SeesStatus ? current.ImageStreams.Patterns.Length : 0,
            StartedAt = _startedAt,
            Scrub = reader.SeesStatus ? scrubbing?.Last : null,
            Workers = reader.SeesStatus ? workers?.Current ?? [] : [],
            Failing = [.. streams.Take(ShownBuilds)],
            FailingCount = streams.Count,
            Successful = new BuildsTable(good, logs) { Label = "Successful builds" },
            LogLines = reader.SeesAll ? log.Newest(ShownLogLines) : [],
        };
        return new ConsolePage("Status", new Web_Console_Status_StatusView { Model = model })
        {
            Section = PageSection.Status,
            Scripts = ["refresh.js"],
        };

        bool Sees(string streamName) => reader.SeesStatus || reader.Sees(streamName);

        QueueTable Builds(ImmutableArray<BuildSnapshot> builds) =>
            new(builds.RemoveAll(build => !Sees(build.StreamName)), reader.MayCancel);

        RebuildStatus? Visible(RebuildStatus? status) => status is { Latest: { } cycle }
            ? status with { Latest = cycle with { Streams = cycle.Streams.RemoveAll(stream => !Sees(stream.StreamName)) } }
            : status;
    }

    private Switches SwitchesOf(QueueSnapshot now, PageReader reader) => new()
    {
        RequestsAreDisabled = reader.May("Imaginator.DisableBuildRequests") ? now.BuildRequestsDisabledUntil is not null : null,
        AutoBuildsAreDisabled = now.HasAutoBuilds && reader.May("Imaginator.DisableAutoBuilds")
            ? now.AutoBuildsDisabledUntil is not null
            : null,
        CanStartAutoBuilds = rebuilds is not null && now.HasAutoBuilds && reader.May("Imaginator.StartAutoBuilds"),
    };
}
