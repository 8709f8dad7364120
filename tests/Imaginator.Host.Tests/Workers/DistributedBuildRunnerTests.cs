using System.Collections.Immutable;
using Imaginator.Building;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Tests.Queue;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Workers;

public sealed class DistributedBuildRunnerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryImageServer _server = new();
    private readonly ScriptedRunner _local = new();
    private readonly FakeWorker _first = new("first");
    private readonly FakeWorker _second = new("second");
    private readonly BuildRequest _request = new()
    {
        StreamName = "users/web",
        GitBranch = "next",
        ExpiresIn = TimeSpan.FromHours(5),
        MaxSourceAge = TimeSpan.FromHours(2),
        MaximumBuildDuration = TimeSpan.FromHours(3),
        RequestedBy = "ann",
        Variables = ImmutableSortedDictionary<string, string>.Empty.Add("A", "request").Add("B", "request"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Image_IsBuiltThere_AndPublishedHere()
    {
        var run = new RecordedRun(_request);
        _first.Answer = async (_, call, token) =>
        {
            await FakeWorker.LogAsync(call, "hello\n-- scan: 0.250s, 3 files\n-- publish: 0.001s, not published\n", token);
            return FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty, SourceImage = "base/1", CreatedFor = "imaginator" });
        };

        var result = await RunAsync(run, _first);

        Assert.Matches("^users/web/2026-11-24:", result.ImageName);
        var image = await _server.GetImageAsync(result.ImageName, true, Token);
        Assert.Equal("ann", image!.CreatedFor);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromHours(5), image.ExpiresAt);
        Assert.Equal("base/1", image.SourceImage);
        Assert.Equal(["first"], run.Places);
        Assert.StartsWith("hello\n-- scan: 0.250s, 3 files\n", run.Output, StringComparison.Ordinal);

        // Only events are stages; what the log says is not.
        Assert.Equal([BuildStage.Publish], run.Finished);
        Assert.Empty(result.Statistics.Stages);
    }

    [Fact]
    public async Task CancelledBuild_IsNotPublished_EvenIfTheWorkerHasReturnedItsImage()
    {
        var run = new RecordedRun(_request) { Committing = () => throw new OperationCanceledException() };
        _first.Answer = (_, _, _) => Task.FromResult(FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty }));

        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(run, _first));

        Assert.Null(await _server.FindLatestImageAsync(new ImageQuery { StreamName = "users/web" }, Token));
    }

    [Fact]
    public async Task EventsOfAWorker_AreChecked()
    {
        var run = new RecordedRun(_request);
        var scan = new BuildEventMessage { StreamName = "users/web", Stage = "scan", Elapsed = GobDuration.From(TimeSpan.FromSeconds(1)) };
        BuildEventMessage[] messages =
        [
            scan with { Kind = "StageFinished", Detail = "not started" },
            scan with { Kind = "StageStarted", StreamName = "users/other" },
            scan with { Kind = "StageStarted", Stage = "no such stage" },
            scan with { Kind = "NoSuchKind" },
            scan with { Kind = "StageStarted" },
            scan with { Kind = "StageFinished", Elapsed = GobDuration.From(TimeSpan.FromSeconds(-1)) },
            scan with { Kind = "StageFinished" },
            scan with { Kind = "ImageNamed", ImageName = "users/web/forged" },
        ];
        await using var worker = new FakeWorker("talks", sendsEvents: true);
        worker.Answer = async (_, call, token) =>
        {
            foreach (var message in messages)
            {
                await FakeWorker.SendAsync(call, new BuildImageProgress { Event = message }, token);
            }

            return FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty });
        };

        var result = await RunAsync(run, worker);

        Assert.Equal([BuildStage.Scan, BuildStage.Publish], run.Finished);
        Assert.Equal(new StageTime(BuildStage.Scan, TimeSpan.FromSeconds(1)), Assert.Single(result.Statistics.Stages));
        Assert.DoesNotContain(run.Events, buildEvent => buildEvent is ImageNamed { ImageName: "users/web/forged" });
    }

    [Fact]
    public async Task EventsWithoutEnd_AreDropped_AndTheBuildGoesOn()
    {
        var run = new RecordedRun(_request);
        await using var worker = new FakeWorker("talks", sendsEvents: true);
        worker.Answer = async (_, call, token) =>
        {
            var message = new BuildEventMessage { Kind = "SourceImageChosen", StreamName = "users/web", ImageName = "base/1" };
            for (var i = 0; i < 2 * BuildImageCall.MaximumEvents; i++)
            {
                await FakeWorker.SendAsync(call, new BuildImageProgress { Event = message }, token);
            }

            return FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty });
        };

        await RunAsync(run, worker);

        Assert.Equal(BuildImageCall.MaximumEvents, run.Events.Count(buildEvent => buildEvent is SourceImageChosen));
    }

    [Fact]
    public async Task ImageThatIsTheSameAsTheLast_IsPublishedAndSaysSo()
    {
        _first.Answer = (_, _, _) => Task.FromResult(FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty }));
        var first = await RunAsync(new RecordedRun(_request), _first);
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = await RunAsync(new RecordedRun(_request with { RequestedBy = "bob" }), _first);
        _time.Advance(TimeSpan.FromMinutes(1));
        _first.Answer = (_, _, _) => Task.FromResult(FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty, OwnerUsers = ["ann"] }));
        var third = await RunAsync(new RecordedRun(_request), _first);

        Assert.NotEqual(first.ImageName, second.ImageName);
        Assert.Equal([null, first.ImageName, null], [first.SameAs, second.SameAs, third.SameAs]);
    }

    [Theory]
    [InlineData("users/web/.private/base/debian/1/2026-11-24:11:00:00", true)]
    [InlineData("users/eve/.private/base/debian/1/2026-11-24:11:00:00", false)]
    [InlineData("users/web/more/.private/base/debian/1/2026-11-24:11:00:00", false)]
    public async Task ImageOnAPrivateSourceImageOfAnotherStream_IsNotPublished(string sourceImage, bool published)
    {
        _first.Answer = (_, _, _) => Task.FromResult(FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty, SourceImage = sourceImage }));
        if (published)
        {
            Assert.StartsWith("users/web/2026", (await RunAsync(new RecordedRun(_request), _first)).ImageName, StringComparison.Ordinal);
            return;
        }

        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => RunAsync(new RecordedRun(_request), _first));
        Assert.Contains("private to another stream", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_IsAskedAsASlaveIs()
    {
        await RunAsync(new RecordedRun(_request), _first);

        var asked = Assert.Single(_first.Requests);
        Assert.Equal("users/web", asked.StreamName);
        Assert.Equal("next", asked.GitBranch);
        Assert.True(asked.DisableRecursiveBuild);
        Assert.True(asked.ReturnImage);
        Assert.True(asked.StreamBuildLog);
        Assert.Equal(GobDuration.From(TimeSpan.FromHours(2)), asked.MaxSourceAge);
        Assert.Equal(GobDuration.From(TimeSpan.FromHours(3)), asked.MaximumBuildDuration);
        Assert.Equal("request", asked.Variables!["A"]);
    }

    [Fact]
    public async Task Output_IsSeenWhileTheBuildRuns()
    {
        var run = new RecordedRun(_request);
        var goOn = new TaskCompletionSource();
        _first.Answer = async (_, call, token) =>
        {
            await FakeWorker.LogAsync(call, "working\n", token);
            await goOn.Task.WaitAsync(token);
            return FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty });
        };

        var result = RunAsync(run, _first);
        await run.Printed.WaitAsync(Token);

        Assert.Equal("working\n", run.Output);
        Assert.False(result.IsCompleted);
        goOn.SetResult();
        await result;
    }

    [Fact]
    public async Task SourceImage_IsBuiltHereFirst_AndThenItIsTriedAgain()
    {
        var run = new RecordedRun(_request);
        _first.Answer = (_, _, _) => Task.FromResult(_first.Requests.Count == 1
            ? new BuildImageResponse
            {
                ErrorString = "users/web: no suitable source image",
                NeedSourceImage = true,
                SourceImage = "base/debian",
                SourceImageBuildVariables = new Dictionary<string, string> { ["B"] = "manifest" },
                SourceImageGitCommitId = "abc123",
            }
            : FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty }));
        run.Source = wanted =>
        {
            // Its place is free meanwhile.
            Assert.Null(run.Places[^1]);
            return Task.FromResult(ScriptedRunner.DefaultResult(wanted.StreamName));
        };

        await RunAsync(run, _first);

        var source = Assert.Single(run.Sources);
        Assert.Equal("base/debian", source.StreamName);
        Assert.Equal("abc123", source.GitBranch);
        Assert.Equal("ann", source.RequestedBy);
        Assert.Equal(TimeSpan.FromHours(5), source.ExpiresIn);
        Assert.Equal(("request", "manifest"), (source.Variables["A"], source.Variables["B"]));
        Assert.Equal(["first", null, "first"], run.Places);
    }

    [Fact]
    public async Task SourceImageThatTheWorkerNeverSees_IsExplained()
    {
        _first.Answer = (_, _, _) => Task.FromResult(
            new BuildImageResponse { ErrorString = "need", NeedSourceImage = true, SourceImage = "base/debian" });

        var exception = await Assert.ThrowsAsync<BuildFailedException>(() => RunAsync(new RecordedRun(_request), _first));

        Assert.Contains("check that it uses the same image store", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, _first.Requests.Count);
    }

    [Fact]
    public async Task SourceImage_IsAskedFor_WhereTheOrderForbidsToBuildIt()
    {
        _first.Answer = (_, _, _) => Task.FromResult(new BuildImageResponse
        {
            ErrorString = "need", NeedSourceImage = true, SourceImage = "base/debian", SourceImageGitCommitId = "abc",
        });

        var exception = await Assert.ThrowsAsync<SourceImageNeededException>(
            () => RunAsync(new RecordedRun(_request with { DisableRecursiveBuild = true }), _first));

        Assert.Equal(("base/debian", "abc"), (exception.SourceImage, exception.GitCommitId));
    }

    [Theory]
    [InlineData("users/web: scripts: it is broken")]

    // What a script prints last is part of the error: it does not take workers away from others.
    [InlineData("users/web: scripts: /.scripts/stop failed with exit status 1: the daemon is stopping")]
    [InlineData("users/web: packages: builds disabled until tomorrow")]
    public async Task FailedBuild_IsNotTriedElsewhere_AndSaysWhereItRan(string error)
    {
        _first.Answer = (_, _, _) => Task.FromResult(new BuildImageResponse { ErrorString = error });

        var exception = await Assert.ThrowsAsync<BuildFailedException>(
            () => RunAsync(new RecordedRun(_request), _first, _second));

        Assert.Equal($"{error} (on first)", exception.Message);
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public async Task LostWorkersBuild_IsTriedElsewhere()
    {
        var run = new RecordedRun(_request);
        _first.Answer = async (_, call, token) =>
        {
            await FakeWorker.LogAsync(call, "begun\n", token);
            throw new InvalidOperationException("closes the connection");
        };

        var result = await RunAsync(run, _first, _second);

        Assert.StartsWith("users/web/", result.ImageName, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], run.Places);
        Assert.Matches("begun\nThe build worker first is lost, the build starts again elsewhere: .*\n", run.Output);
    }

    [Theory]
    [InlineData("builds disabled until 2026-11-24 13:00:00 +00:00")]
    [InlineData("the daemon is stopping: try again when it is back")]
    [InlineData("users/web: the daemon is stopping")]
    public async Task WorkerThatDoesNotWant_IsPassedOver(string error)
    {
        var run = new RecordedRun(_request);
        _first.Answer = (_, _, _) => Task.FromResult(new BuildImageResponse { ErrorString = error });

        await RunAsync(run, _first, _second);

        Assert.Equal(["first", "second"], run.Places);
    }

    [Fact]
    public async Task LastResort_IsThisMachine()
    {
        // Nobody listens there.
        var one = new WorkerDefinition("one", "127.0.0.1", FreePort.Next(), 1);
        var other = new WorkerDefinition("other", "127.0.0.1", FreePort.Next(), 1);
        var run = new RecordedRun(_request);
        _local.Release("users/web");

        await RunAsync(run, Token, one, other);

        Assert.Equal(["one", "other", null], run.Places);
        Assert.Equal(["users/web"], _local.Started);
    }

    [Fact]
    public async Task Cancellation_ReachesTheWorkerAtOnce()
    {
        var begun = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        _first.Answer = async (_, call, token) =>
        {
            var disconnected = call.WatchForDisconnect();
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, disconnected).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            gone.SetResult();
            return new BuildImageResponse { ErrorString = "cancelled" };
        };
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var result = RunAsync(new RecordedRun(_request), cancellation.Token, _first.Definition);
        await begun.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result);
        await gone.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task TimeLimit_IsAFailureOfTheBuild()
    {
        var begun = new TaskCompletionSource();
        _first.Answer = async (_, call, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, call.WatchForDisconnect()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new BuildImageResponse { ErrorString = "cancelled" };
        };
        var result = RunAsync(new RecordedRun(_request), _first);
        await begun.Task.WaitAsync(Token);

        _time.Advance(TimeSpan.FromHours(3));

        Assert.Contains(
            "timed out", (await Assert.ThrowsAsync<BuildFailedException>(() => result)).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    private Task<BuildResult> RunAsync(IBuildRun run, params FakeWorker[] workers) =>
        RunAsync(run, Token, [.. workers.Select(worker => worker.Definition)]);

    private async Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken, params WorkerDefinition[] workers)
    {
        await using var pool = new WorkerPool(
            new WorkerOptions(new WorkerList([.. workers])), FakeWorker.Connect, NullLogger<WorkerPool>.Instance);
        return await new DistributedBuildRunner(pool, _local, _server, _time, NullLogger<DistributedBuildRunner>.Instance)
            .RunAsync(run, cancellationToken);
    }
}
