using Imaginator.Building;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Tests.History.Logs;
using Imaginator.Host.Tests.Queue;
using Imaginator.Host.Tests.Rpc.Methods;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Workers;

/// <summary>Builds that run on a real daemon on a real port, and what the history of the daemon that requested them says.</summary>
public sealed class WorkerEventsTests : IAsyncDisposable
{
    private const string Stream = "users/alpha";
    private const string ForgedLines =
        "-- fetch manifest: 1.000s, 66666666\n-- source image: 1.000s, base/forged\n-- scan: 1.000s, 9 files\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly ScriptedRunner _local = new();
    private readonly BuildHistory _history;
    private readonly BuildLogs _logs;
    private readonly BuildRecorder _recorder;

    public WorkerEventsTests()
    {
        var options = new HistoryOptions
        {
            HistoryPath = _directory.PathOf("history.sqlite"), LogDirectory = _directory.PathOf("logs"), LogQuota = 1 << 20,
        };
        _history = BuildHistory.Open(options.HistoryPath, TimeProvider.System, NullLogger.Instance);
        _logs = new BuildLogs(options.LogDirectory, options.LogQuota, NullLogger.Instance);
        _recorder = new BuildRecorder(
            _history,
            _logs,
            name => new ImageStream { Name = name, ManifestUrl = "https://git/" + name },
            new KeptVariables(options.KeyPath, text => text, NullLogger.Instance),
            options,
            TimeProvider.System,
            NullLogger<BuildRecorder>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_HasStagesCommitAndSourceImage_OfABuildThatFailsOnAWorker()
    {
        await using var worker = await ServiceFixture.StartAsync();
        worker.Runner.Script(Stream, (run, _) =>
        {
            RunStages(run.Observer);
            run.Observer.OnEvent(new StageStarted(Stream, BuildStage.Scripts));
            throw new BuildFailedException(Stream, BuildStage.Scripts, "exit status 1");
        });

        var record = await BuildAsync(worker.Port);

        Assert.Equal(RecordedResult.Failed, record.Result);
        Assert.Equal("one", record.Worker);
        Assert.Equal(["fetch manifest", "source image", "scripts"], record.Stages.Select(stage => stage.Name));
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), null], record.Stages.Select(stage => stage.Elapsed));
        Assert.Equal("for display", record.Stages[0].Detail);
        Assert.Equal(("c0ffee", "main", "base/1"), (record.Inputs.CommitId, record.Inputs.Branch, record.Inputs.SourceImage));
    }

    [Fact]
    public async Task History_HasOnePublishStage_OfABuildThatAWorkerReturns()
    {
        await using var worker = await ServiceFixture.StartAsync();
        worker.Runner.Result(Stream, new BuildResult("", new Image { FileSystem = Trees.Empty }, new BuildStatistics([], 0, 0)));
        worker.Runner.Script(Stream, (run, _) =>
        {
            RunStages(run.Observer);
            run.Observer.OnEvent(new StageStarted(Stream, BuildStage.Publish));
            run.Observer.OnEvent(new StageFinished(Stream, BuildStage.Publish, TimeSpan.FromDays(1), null));
            return Task.CompletedTask;
        });

        var record = await BuildAsync(worker.Port);

        Assert.Equal(RecordedResult.Succeeded, record.Result);
        Assert.Equal(["fetch manifest", "source image", "publish"], record.Stages.Select(stage => stage.Name));
        Assert.True(record.Stages[2].Elapsed < TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task LinesOfAScript_ThatLookLikeStages_AreOnlyLines()
    {
        await using var worker = await ServiceFixture.StartAsync();
        worker.Runner.Script(Stream, (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted(Stream, BuildStage.Scripts));
            run.Observer.OnOutput(Stream, System.Text.Encoding.UTF8.GetBytes(ForgedLines));
            throw new BuildFailedException(Stream, BuildStage.Scripts, "exit status 1");
        });

        var record = await BuildAsync(worker.Port);

        Assert.Equal("scripts", Assert.Single(record.Stages).Name);
        Assert.Equal(("", ""), (record.Inputs.CommitId, record.Inputs.SourceImage));
        Assert.StartsWith(ForgedLines, await LogText.ReadAsync(_logs, record.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkerWithoutEvents_BuildsWithoutStages()
    {
        await using var worker = new FakeWorker("one");
        worker.Answer = async (_, call, token) =>
        {
            await FakeWorker.LogAsync(call, ForgedLines, token);
            return FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty });
        };

        var record = await BuildAsync(worker.Definition.Port);

        Assert.Equal(RecordedResult.Succeeded, record.Result);
        Assert.Equal("publish", Assert.Single(record.Stages).Name);
        Assert.Equal(("", ""), (record.Inputs.CommitId, record.Inputs.SourceImage));
    }

    public async ValueTask DisposeAsync()
    {
        await _recorder.StopAsync(Token);
        _recorder.Dispose();
        _logs.Dispose();
        _history.Dispose();
        _directory.Dispose();
    }

    private static void RunStages(IBuildObserver observer)
    {
        observer.OnEvent(new StageStarted(Stream, BuildStage.FetchManifest));
        observer.OnEvent(new ManifestFetched(Stream, "main", "c0ffee"));
        observer.OnEvent(new StageFinished(Stream, BuildStage.FetchManifest, TimeSpan.FromSeconds(2), "for display"));
        observer.OnEvent(new StageStarted(Stream, BuildStage.SourceImage));
        observer.OnEvent(new SourceImageChosen(Stream, "base/1"));
        observer.OnEvent(new StageFinished(Stream, BuildStage.SourceImage, TimeSpan.FromSeconds(3), null));
    }

    /// <summary>Builds on the daemon at a port, and reads the record of the build.</summary>
    private async Task<BuildRecord> BuildAsync(int port)
    {
        await using var workers = new WorkerPool(
            new WorkerOptions(new WorkerList([new WorkerDefinition("one", "127.0.0.1", port, 1)])),
            FakeWorker.Connect,
            NullLogger<WorkerPool>.Instance);
        using var space = new SpaceMonitor(
            new SpaceOptions { Directories = [], Minimum = 0 }, FreeSpace.Of, TimeProvider.System, NullLogger<SpaceMonitor>.Instance);
        using var queue = new BuildQueue(
            new QueueOptions { Directory = _directory.FullName, MaximumConcurrentBuilds = 1 },
            new DistributedBuildRunner(
                workers, _local, new MemoryImageServer(), TimeProvider.System, NullLogger<DistributedBuildRunner>.Instance),
            new BuildListeners([_recorder], NullLogger<BuildListeners>.Instance),
            space,
            TimeProvider.System,
            NullLogger<BuildQueue>.Instance);
        using var subscription = queue.Submit(QueueFixture.Request(Stream));
        await subscription.Completion.WaitAsync(Token);
        await _recorder.StopAsync(Token);
        return _history.Find(subscription.Id)!;
    }
}
