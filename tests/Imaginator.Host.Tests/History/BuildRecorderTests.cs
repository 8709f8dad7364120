using System.Collections.Immutable;
using System.Diagnostics;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Tests.History.Logs;
using Imaginator.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.History;

public sealed class BuildRecorderTests : IAsyncDisposable
{
    private const string Secret = "s3cr3t-value";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly List<IDisposable> _owned = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var recorder in _owned.OfType<BuildRecorder>())
        {
            await recorder.StopAsync(CancellationToken.None);
        }

        _owned.Reverse();
        _owned.ForEach(owned => owned.Dispose());
        _directory.Dispose();
    }

    [Fact]
    public async Task SuccessfulBuild_IsRecordedWithEverything()
    {
        var (recorder, history, logs) = Open(_directory.FullName);
        var build = Snapshot("base/debian") with { Worker = "worker3" };

        recorder.Queued(build);
        Assert.Equal(RecordedResult.Queued, history.Find(build.Id)!.Result);
        recorder.Joined(build, build.Request with { Caller = new Caller { UserName = "bob" } });
        recorder.Started(build = build with { StartedAt = _time.GetUtcNow() });
        recorder.OnEvent(build, new StageStarted(build.StreamName, BuildStage.FetchManifest));
        recorder.Output(build.Id, "fetching\n"u8);
        recorder.OnEvent(build, new StageFinished(build.StreamName, BuildStage.FetchManifest, TimeSpan.FromSeconds(2), "0123abcd"));
        recorder.OnEvent(build, new StageStarted(build.StreamName, BuildStage.Scripts));
        Assert.Equal(RecordedResult.Running, history.Find(build.Id)!.Result);
        Assert.Equal(["fetch manifest", "scripts"], history.Find(build.Id)!.Stages.Select(stage => stage.Name));
        Assert.Null(history.Find(build.Id)!.Stages[1].Elapsed);
        recorder.OnEvent(build, new StageFinished(build.StreamName, BuildStage.Scripts, TimeSpan.FromSeconds(3), null));
        _time.Advance(TimeSpan.FromSeconds(5));
        var image = new Image { BuildBranch = "master", BuildCommitId = "0123abcd", SourceImage = "base/x/1" };
        recorder.Finished(
            build with { FinishedAt = _time.GetUtcNow() },
            BuildOutcome.Succeeded(
                new BuildResult("base/debian/2", image, new BuildStatistics([], 7, 700)) { SameAs = "base/debian/1" }));
        await recorder.StopAsync(TestContext.Current.CancellationToken);

        var record = history.Find(build.Id)!;
        Assert.Equal(RecordedResult.Succeeded, record.Result);
        Assert.Equal("base/debian/2", record.ImageName);
        Assert.Equal("base/debian/1", record.SameAs);
        Assert.Equal("alice", record.Requestor);
        Assert.Equal(["bob"], record.Joined);
        Assert.Equal("worker3", record.Worker);
        Assert.Equal(TimeSpan.FromSeconds(5), record.Elapsed);
        Assert.Equal(7, record.NewObjects);
        Assert.Equal(700, record.NewBytes);
        Assert.Equal("https://$PASSWORD@git/base/debian", record.Inputs.ManifestUrl);
        Assert.Equal("0123abcd", record.Inputs.CommitId);
        Assert.Equal("master", record.Inputs.Branch);
        Assert.Equal("base/x/1", record.Inputs.SourceImage);
        Assert.Equal(["TOKEN"], record.Inputs.VariableNames);
        Assert.Equal(TimeSpan.FromSeconds(3), record.Stages[1].Elapsed);
        Assert.Equal("fetching\n", await LogText.ReadAsync(logs, build.Id));
        Assert.Null(recorder.FindCurrent(build.Id));
    }

    [Fact]
    public async Task ValuesOfVariables_AreNotWrittenDown()
    {
        var (recorder, _, _) = Open(_directory.FullName);
        var build = Snapshot("base");
        recorder.Queued(build);
        recorder.Started(build);
        recorder.Finished(build with { FinishedAt = _time.GetUtcNow() }, new BuildOutcome(BuildOutcomeKind.Failed, "failed"));
        await recorder.StopAsync(TestContext.Current.CancellationToken);

        foreach (var file in Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(-1, bytes.AsSpan().IndexOf("s3cr3t-value"u8));
        }
    }

    [Fact]
    public void FailedBuild_KeepsTheStageThatItFailedIn()
    {
        var (recorder, history, _) = Open(_directory.FullName);
        var build = Snapshot("base");
        recorder.Queued(build);
        recorder.Started(build);
        recorder.OnEvent(build, new StageStarted(build.StreamName, BuildStage.Scripts));
        recorder.Finished(
            build with { FinishedAt = _time.GetUtcNow() }, new BuildOutcome(BuildOutcomeKind.Failed, new string('x', 100_000)));

        var record = history.Find(build.Id)!;
        Assert.Equal(RecordedResult.Failed, record.Result);
        Assert.Null(Assert.Single(record.Stages).Elapsed);
        Assert.InRange(record.Error.Length, 4000, 4001);
    }

    [Fact]
    public async Task BuildThatTheDaemonDidNotOutlive_IsInterruptedAtTheNextStart()
    {
        var (recorder, _, _) = Open(_directory.FullName);
        var build = Snapshot("base");
        recorder.Queued(build);
        recorder.Started(build);
        recorder.OnEvent(build, new StageStarted(build.StreamName, BuildStage.Scripts));
        recorder.Output(build.Id, "half"u8);

        // Nothing is closed: what a killed process leaves is what is in the files now.
        using var left = new TemporaryDirectory();
        using (var copy = Process.Start("cp", ["-a", _directory.FullName + "/.", left.FullName]))
        {
            await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (again, history, logs) = Open(left.FullName);
        again.Interrupted(build.Id, build.Request, new BuildId(77));

        var record = history.Find(build.Id)!;
        Assert.Equal(RecordedResult.Interrupted, record.Result);
        Assert.Equal(new BuildId(77), record.RetriedAs);
        Assert.Single(record.Stages);
        Assert.EndsWith(
            "[interrupted: the daemon ended before the build did]\n", await LogText.ReadAsync(logs, build.Id), StringComparison.Ordinal);
    }

    [Fact]
    public void BuildThatOnlyTheQueueKnowsOf_IsRecordedAsInterrupted()
    {
        var (recorder, history, _) = Open(_directory.FullName);
        var build = Snapshot("base");
        recorder.Interrupted(build.Id, build.Request, null);
        Assert.Equal(RecordedResult.Interrupted, history.Find(build.Id)!.Result);
    }

    [Fact]
    public void FullDisk_DelaysTheHistoryAndLosesNothing()
    {
        using var disk = new SmallFileSystem(16 * 1024);
        var (recorder, history, _) = Open(disk.FullName, _directory.FullName);
        history.Save(new BuildRecord
        {
            Id = new BuildId(1), StreamName = "x", Requestor = "x", Reason = BuildReason.Request, QueuedAt = _time.GetUtcNow(),
            Result = RecordedResult.Succeeded,
        });
        disk.Fill();
        var builds = Enumerable.Range(0, 400).Select(i => Snapshot($"stream{i}/{new string('y', 200)}")).ToList();
        foreach (var build in builds)
        {
            recorder.Queued(build);
            recorder.Started(build);
            recorder.OnEvent(build, new StageStarted(build.StreamName, BuildStage.Scripts));
            recorder.Finished(build with { FinishedAt = _time.GetUtcNow() }, new BuildOutcome(BuildOutcomeKind.Failed, "failed"));
        }

        Assert.False(recorder.IsUpToDate);
        disk.MakeRoom();
        _time.Advance(BuildRecorder.RetryInterval);

        Assert.True(recorder.IsUpToDate);
        Assert.All(builds, build => Assert.Equal(RecordedResult.Failed, history.Find(build.Id)!.Result));
    }

    [Fact]
    public void StreamThatMatchesTwoPatterns_IsRecordedAllTheSame()
    {
        var (recorder, history, _) = Open(_directory.FullName);
        var build = Snapshot("ambiguous");
        recorder.Queued(build);
        Assert.Equal("", history.Find(build.Id)!.Inputs.ManifestUrl);
    }

    private static ImageStream FindStream(string name) => name == "ambiguous"
        ? throw new ImaginatorException("two patterns")
        : new ImageStream { Name = name, ManifestUrl = "https://$PASSWORD@git/" + name };

    private BuildSnapshot Snapshot(string stream)
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var request = new BuildRequest
        {
            StreamName = stream,
            Variables = ImmutableSortedDictionary<string, string>.Empty.Add("TOKEN", Secret),
        };
        return new BuildSnapshot
        {
            Id = BuildId.Create(_time),
            Request = new QueuedRequest(request, BuildReason.Request, new Caller { UserName = "alice" }),
            State = BuildState.Queued,
            QueuedAt = _time.GetUtcNow(),
            Output = new NoOutput(),
        };
    }

    private (BuildRecorder Recorder, BuildHistory History, BuildLogs Logs) Open(string directory, string? logs = null)
    {
        var options = new HistoryOptions
        {
            HistoryPath = Path.Combine(directory, "history.sqlite"),
            LogDirectory = Path.Combine(logs ?? directory, "logs"),
            LogQuota = 1 << 20,
        };
        var history = BuildHistory.Open(options.HistoryPath, _time, NullLogger.Instance);
        var buildLogs = new BuildLogs(options.LogDirectory, options.LogQuota, NullLogger.Instance);
        var recorder = new BuildRecorder(
            history,
            buildLogs,
            FindStream,
            new KeptVariables(options.KeyPath, text => text, NullLogger.Instance),
            options,
            _time,
            NullLogger<BuildRecorder>.Instance);
        _owned.AddRange([history, buildLogs, recorder]);
        return (recorder, history, buildLogs);
    }
}
