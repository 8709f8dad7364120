using Imaginator.Building.Builds;
using Imaginator.Host.History.Records;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Notifications.Sources;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Tests.History;
using Imaginator.Images;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Notifications;

/// <summary>Builds whose records are in the history, as the recorder writes them before.</summary>
public sealed class BuildNotificationsTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly BuildHistory _history;
    private readonly BuildNotifications _listener;
    private long _lastId;

    public BuildNotificationsTests()
    {
        _history = BuildHistory.Open(_directory.PathOf("history.sqlite"), _site.Time, _site.Log);
        _listener = new BuildNotifications(_site.Announcer, _history, new LoggerOf<BuildNotifications>(_site.Log));
    }

    public async ValueTask DisposeAsync()
    {
        _history.Dispose();
        _directory.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public void Failure_IsAnnouncedWithItsStageAndInputs()
    {
        Finish(RecordedResult.Failed);

        var failed = Assert.IsType<BuildFailed>(Assert.Single(Announced()));
        Assert.Equal(("base/debian", "a script failed", "scripts"), (failed.StreamName, failed.Error, failed.Stage));
        Assert.Equal(
            ("alice", "https://$TOKEN@git/x", "main", "0123abcd"),
            (failed.Build.Requestor, failed.Build.ManifestUrl, failed.Build.Branch, failed.Build.CommitId));
        Assert.Equal($"/builds/{failed.Build.Id}", _site.Deliveries()[0].Page);
    }

    [Fact]
    public void FirstSuccessAfterAFailure_IsARecovery()
    {
        Finish(RecordedResult.Failed);
        Finish(RecordedResult.Failed);
        Finish(RecordedResult.Succeeded);
        Finish(RecordedResult.Succeeded);

        Assert.Equal(
            ["build-failed", "build-failed", "build-recovered", "image-published", "build-succeeded", "image-published"],
            Announced().Select(notification => notification.Name));
        Assert.Equal(new BuildId(2).ToString(), Announced().OfType<BuildRecovered>().Single().FailedBuildId);
    }

    [Theory]
    [InlineData(RecordedResult.Cancelled)]
    [InlineData(RecordedResult.Interrupted)]
    [InlineData(RecordedResult.NeedsSourceImage)]
    public void BuildsWithoutAResult_AreNotAnnounced_AndChangeNothing(object result)
    {
        Finish(RecordedResult.Failed);
        Finish((RecordedResult)result);
        Finish(RecordedResult.Succeeded);

        Assert.Equal(["build-failed", "build-recovered", "image-published"], Announced().Select(notification => notification.Name));
    }

    [Fact]
    public void BuildThatFindsNothingToDo_IsOnlyEverARecovery()
    {
        Finish(RecordedResult.Unchanged);
        Assert.Empty(Announced());
        Finish(RecordedResult.Failed);
        Finish(RecordedResult.Unchanged);

        Assert.Equal(["build-failed", "build-recovered"], Announced().Select(notification => notification.Name));
    }

    [Fact]
    public void OtherStreams_DoNotCount()
    {
        Finish(RecordedResult.Failed, "base/ubuntu");
        Finish(RecordedResult.Succeeded);

        Assert.DoesNotContain(Announced(), notification => notification is BuildRecovered);
    }

    [Fact]
    public void ReturnedImage_IsNotPublished()
    {
        Finish(RecordedResult.Succeeded, imageName: "");

        Assert.Equal("", Assert.IsType<BuildSucceeded>(Assert.Single(Announced())).ImageName);
    }

    [Fact]
    public void PrivateBuilds_AreNotAnnounced()
    {
        var (build, outcome) = Make(RecordedResult.Failed, "base/debian", "");
        var request = build.Request with
        {
            BuildRequest = build.Request.BuildRequest with { Private = new PrivateOutput("users", "users/.private/base/debian/0") },
        };

        _listener.Finished(build with { Request = request }, outcome);

        Assert.Empty(Announced());
    }

    [Fact]
    public void HistoryThatCannotBeRead_LeavesOutDetails()
    {
        _history.Dispose();
        Directory.CreateDirectory(_directory.PathOf("broken"));
        using var broken = BuildHistory.Open(_directory.PathOf("broken"), _site.Time, _site.Log);
        var listener = new BuildNotifications(_site.Announcer, broken, new LoggerOf<BuildNotifications>(_site.Log));
        var (build, outcome) = Make(RecordedResult.Failed, "base/debian", "");

        listener.Finished(build, outcome);

        Assert.Equal("a script failed", Assert.IsType<BuildFailed>(Assert.Single(Announced())).Error);
        Assert.NotEmpty(_site.Log.Of(LogLevel.Warning));
    }

    [Fact]
    public void LongTexts_AreCut()
    {
        var (build, outcome) = Make(RecordedResult.Failed, "base/debian", "");

        _listener.Finished(build, outcome with { Error = new string('x', 1_000_000) });

        Assert.Equal(4001, Assert.IsType<BuildFailed>(Assert.Single(Announced())).Error.Length);
    }

    [Fact]
    public void WithoutReceivers_TheHistoryIsNotRead()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one") with { Events = [NotificationEventNames.WorkerLost] });
        var (build, outcome) = Make(RecordedResult.Failed, "base/debian", "");

        _listener.Finished(build, outcome);

        Assert.False(File.Exists(_directory.PathOf("history.sqlite")));
        Assert.False(File.Exists(_site.OutboxPath));
    }

    /// <summary>The events in the order of their announcement.</summary>
    private NotificationEvent[] Announced() =>
    [
        .. _site.Deliveries().OrderBy(delivery => delivery.Id).Select(delivery => Read(delivery)),
    ];

    private NotificationEvent Read(Delivery delivery)
    {
        // The outbox gives events away only to deliver them.
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_site.OutboxPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM deliveries WHERE id = $id";
        command.Parameters.AddWithValue("$id", delivery.Id);
        return StoredEvent.Read(delivery.EventName, (string)command.ExecuteScalar()!)!;
    }

    private void Finish(RecordedResult result, string streamName = "base/debian", string imageName = "base/debian/1")
    {
        var (build, outcome) = Make(result, streamName, imageName);
        _history.Save(new BuildRecord
        {
            Id = build.Id,
            StreamName = streamName,
            Result = result,
            Reason = BuildReason.Request,
            Requestor = "alice",
            QueuedAt = build.QueuedAt,
            FinishedAt = build.FinishedAt,
            Error = outcome.Error,
            Inputs = new BuildInputs { ManifestUrl = "https://$TOKEN@git/x", Branch = "main", CommitId = "0123abcd" },
            Stages =
            [
                new StageRecord("unpack", build.QueuedAt) { Elapsed = TimeSpan.FromSeconds(1) },
                new StageRecord("scripts", build.QueuedAt),
            ],
        });
        _listener.Finished(build, outcome);
    }

    private (BuildSnapshot Build, BuildOutcome Outcome) Make(RecordedResult result, string streamName, string imageName)
    {
        var now = _site.Time.GetUtcNow();
        var build = new BuildSnapshot
        {
            Id = new BuildId(++_lastId),
            Request = new QueuedRequest(
                new BuildRequest { StreamName = streamName }, BuildReason.Request, new Caller { UserName = "alice" }),
            State = BuildState.Finished,
            QueuedAt = now,
            StartedAt = now,
            FinishedAt = now,
            Output = new NoOutput(),
        };
        var outcome = result switch
        {
            RecordedResult.Succeeded or RecordedResult.Unchanged => BuildOutcome.Succeeded(
                new BuildResult(imageName, new Image(), new BuildStatistics([], 0, 0)) { IsUnchanged = result == RecordedResult.Unchanged }),
            RecordedResult.Cancelled => new BuildOutcome(BuildOutcomeKind.Cancelled, "cancelled"),
            RecordedResult.Interrupted => new BuildOutcome(BuildOutcomeKind.Interrupted, "interrupted"),
            RecordedResult.NeedsSourceImage => new BuildOutcome(BuildOutcomeKind.NeedsSourceImage, "needed"),
            _ => new BuildOutcome(BuildOutcomeKind.Failed, "a script failed"),
        };
        return (build, outcome);
    }
}
