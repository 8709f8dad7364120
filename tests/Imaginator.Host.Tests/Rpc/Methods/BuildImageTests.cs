using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Methods;
using Imaginator.Host.Tests.Queue;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Tests.Rpc.Methods;

public sealed class BuildImageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_IsStreamedWhileTheBuildRuns_AndTheNameComesLast()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        var seen = new TaskCompletionSource();
        fixture.Runner.Script("users/alpha", async (run, token) =>
        {
            run.Observer.OnOutput("users/alpha", "first\n"u8);

            // Goes on only when the client has the first line: nothing more pushes it out.
            await seen.Task.WaitAsync(token);
            run.Observer.OnOutput("users/alpha", "second\n"u8);
        });

        var (response, log) = await fixture.BuildAsync(
            ServiceFixture.Request("users/alpha"), onLog: _ => seen.TrySetResult());

        Assert.Equal("first\nsecond\n", log);
        Assert.Equal("users/alpha/2026-11-24:12:00:00", response.ImageName);
        Assert.Null(response.Image);
        Assert.Empty(response.ErrorString);
    }

    [Fact]
    public async Task Log_IsSentWithinATenthOfASecond()
    {
        var time = new WatchedTime(DateTimeOffset.UnixEpoch);
        await using var fixture = await ServiceFixture.StartAsync(
            add: services => services.AddSingleton(new BuildLogStream(time)));
        var seen = new TaskCompletionSource();
        fixture.Runner.Script("users/alpha", async (run, token) =>
        {
            run.Observer.OnOutput("users/alpha", "first\n"u8);
            await seen.Task.WaitAsync(token);
        });

        var build = fixture.BuildAsync(ServiceFixture.Request("users/alpha"), onLog: _ => seen.TrySetResult());

        // No more time than this passes, and the build goes on only when the client has its line.
        Assert.InRange(BuildLogStream.BatchDelay, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        await time.PassAsync(BuildLogStream.BatchDelay);
        Assert.Equal("first\n", (await build).Log);
    }

    [Fact]
    public async Task Log_ComesWithTheLastResponse_WhereItIsNotStreamed()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        fixture.Runner.Script("users/alpha", (run, _) =>
        {
            run.Observer.OnOutput("users/alpha", "one\ntwo\n"u8);
            throw new ImaginatorException("users/alpha: scripts: no");
        });

        var (response, log) = await fixture.BuildAsync(
            ServiceFixture.Request("users/alpha") with { StreamBuildLog = false });

        Assert.Equal("one\ntwo\n", log);
        Assert.Equal("users/alpha: scripts: no", response.ErrorString);
    }

    [Fact]
    public async Task Image_IsReturned_WhereThatIsAskedFor()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        BuildRequest? asked = null;
        fixture.Runner.Script("users/alpha", (run, _) =>
        {
            asked = run.Request.BuildRequest;
            return Task.CompletedTask;
        });
        fixture.Runner.Result("users/alpha", new BuildResult(
            "",
            new Image { SourceImage = "base/1" },
            new BuildStatistics([], 0, 0)));

        var (response, _) = await fixture.BuildAsync(ServiceFixture.Request("users/alpha") with { ReturnImage = true });

        Assert.True(asked!.ReturnImage);
        Assert.Equal("base/1", response.Image!.SourceImage);
        Assert.Empty(response.ImageName);
    }

    [Fact]
    public async Task MissingSourceImage_IsNamed_WhereItMustNotBeBuilt()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        fixture.Runner.Script("users/alpha", (run, _) => throw new SourceImageNeededException(
            "users/alpha", "base", ImmutableSortedDictionary<string, string>.Empty.Add("A", "b"), "c0ffee"));

        var (response, _) = await fixture.BuildAsync(
            ServiceFixture.Request("users/alpha") with { DisableRecursiveBuild = true });

        Assert.True(response.NeedSourceImage);
        Assert.Equal("base", response.SourceImage);
        Assert.Equal("c0ffee", response.SourceImageGitCommitId);
        Assert.Equal("b", response.SourceImageBuildVariables!["A"]);
        Assert.NotEmpty(response.ErrorString);
    }

    [Fact]
    public async Task Request_ReachesTheBuild_Bounded()
    {
        await using var fixture = await ServiceFixture.StartAsync(flags: ["-maximumBuildDuration=2h"]);
        var requests = new List<BuildRequest>();
        fixture.Runner.Script("users/alpha", (run, _) =>
        {
            requests.Add(run.Request.BuildRequest);
            return Task.CompletedTask;
        });
        var request = ServiceFixture.Request("users/alpha") with
        {
            GitBranch = "next",
            MaxSourceAge = GobDuration.From(TimeSpan.FromMinutes(7)),
            Variables = new Dictionary<string, string> { ["A"] = "b" },
        };
        await fixture.BuildAsync(request);
        await fixture.BuildAsync(request with { MaximumBuildDuration = GobDuration.From(TimeSpan.FromHours(1)) });
        await fixture.BuildAsync(request with { MaximumBuildDuration = GobDuration.From(TimeSpan.FromHours(3)) });

        Assert.Equal("next", requests[0].GitBranch);
        Assert.Equal(TimeSpan.FromMinutes(7), requests[0].MaxSourceAge);
        Assert.Equal(TimeSpan.FromHours(1), requests[0].ExpiresIn);
        Assert.Equal("b", requests[0].Variables["A"]);
        Assert.Equal([2, 1, 2], requests.Select(one => (int)one.MaximumBuildDuration.TotalHours));
    }

    [Theory]
    [InlineData("nosuch/stream", 60, "unknown stream: nosuch/stream")]
    [InlineData("users/alpha", 14, "minimum expiration duration is 15m")]
    [InlineData("users/alpha", 0, "minimum expiration duration is 15m")]
    [InlineData("users/alpha", 731 * 60, "maximum expiration time is 730h")]
    public async Task BadRequests_AreRefused_WithTheTextsOfTheReference(string stream, int minutes, string error)
    {
        await using var fixture = await ServiceFixture.StartAsync();
        var (response, _) = await fixture.BuildAsync(
            ServiceFixture.Request(stream) with { ExpiresIn = GobDuration.From(TimeSpan.FromMinutes(minutes)) });
        Assert.Equal(error, response.ErrorString);
    }

    [Fact]
    public async Task DisabledRequests_AreRefused_UntilTheyAreEnabled()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        fixture.Runner.Release("users/alpha");
        await using var client = fixture.CreateClient();
        Assert.NotEqual(default, (await DisableAsync(TimeSpan.FromMinutes(5))).DisabledUntil);

        var (refused, _) = await fixture.BuildAsync(ServiceFixture.Request("users/alpha"));
        Assert.Matches(@"\Abuilds disabled until .* UTC \(for 4m[0-9]+s\)\z", refused.ErrorString);

        Assert.Equal(default, (await DisableAsync(TimeSpan.Zero)).DisabledUntil);
        var (built, _) = await fixture.BuildAsync(ServiceFixture.Request("users/alpha"));
        Assert.Empty(built.ErrorString);
        Assert.Equal(
            "cannot disable build requests for more than: 24h",
            (await DisableAsync(TimeSpan.FromHours(24) + TimeSpan.FromTicks(1))).Error);

        Task<DisableBuildRequestsResponse> DisableAsync(TimeSpan time) =>
            client.CallAsync<DisableBuildRequestsRequest, DisableBuildRequestsResponse>(
                "Imaginator.DisableBuildRequests",
                new DisableBuildRequestsRequest { DisableFor = GobDuration.From(time) }, isRepeatable: false, Token);
    }

    [Fact]
    public async Task ClientThatGoesAway_CancelsItsBuild()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        using var leave = new CancellationTokenSource();
        var build = BuildUntilAsync(fixture, leave.Token);
        var id = await StartedAsync(fixture);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
        await Wait.UntilAsync(() => fixture.Queue.Find(id) is null);
    }

    [Fact]
    public async Task ClientThatGoesAway_LeavesTheBuildToThoseWhoHaveJoinedIt()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        using var leave = new CancellationTokenSource();
        var first = BuildUntilAsync(fixture, leave.Token);
        var id = await StartedAsync(fixture);
        var second = fixture.BuildAsync(ServiceFixture.Request("users/alpha"));
        await Wait.UntilAsync(() => !fixture.Queue.Find(id)!.Joined.IsEmpty);

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        fixture.Runner.Release("users/alpha");

        Assert.Equal("users/alpha/2026-11-24:12:00:00", (await second).Response.ImageName);
        Assert.Single(fixture.Runner.Started);
    }

    [Fact]
    public async Task Events_ComeFromTheFirstOn_ToEveryoneWhoWaits_WithThoseOfSourceImages()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        fixture.Runner.Script("base", (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted("base", BuildStage.Bootstrap));
            return Task.CompletedTask;
        });
        var isJoined = new TaskCompletionSource();
        fixture.Runner.Script("users/alpha", async (run, token) =>
        {
            run.Observer.OnEvent(new StageStarted("users/alpha", BuildStage.SourceImage));
            await run.BuildSourceAsync(new BuildRequest { StreamName = "base" }, token);
            run.Observer.OnEvent(new SourceImageChosen("users/alpha", "base/1"));
            await isJoined.Task.WaitAsync(token);
        });
        var first = fixture.BuildWithEventsAsync(ServiceFixture.Request("users/alpha"));
        var id = await StartedAsync(fixture);
        var second = fixture.BuildWithEventsAsync(ServiceFixture.Request("users/alpha") with { StreamBuildLog = false });
        await Wait.UntilAsync(() => !fixture.Queue.Find(id)!.Joined.IsEmpty);
        isJoined.SetResult();

        (string, string)[] expected =
        [
            ("BuildQueued", "users/alpha"), ("StageStarted", "users/alpha"), ("StageStarted", "base"), ("SourceImageChosen", "users/alpha"),
        ];
        Assert.Equal(expected, (await first).Events.Select(message => (message.Kind, message.StreamName)));
        Assert.Equal(expected, (await second).Events.Select(message => (message.Kind, message.StreamName)));
        Assert.Equal("users/alpha/2026-11-24:12:00:00", (await second).Response.ImageName);
    }

    [Fact]
    public async Task QueuedBuild_HasAnIdAtOnce_AndItsPosition()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        using var waiting = fixture.Queue.Submit(QueueFixture.Request("users/alpha"));
        await Wait.UntilAsync(() => fixture.Runner.Started.Count == 1);
        using var leave = new CancellationTokenSource();
        var told = new TaskCompletionSource<BuildEventMessage>();
        await using var client = fixture.CreateClient();
        var build = client.UseAsync(
            connection => BuildImageCall.RunWithEventsAsync(
                connection,
                ServiceFixture.Request("users/alpha") with { GitBranch = "next" },
                _ => { },
                message => told.TrySetResult(message),
                leave.Token),
            isRepeatable: false,
            leave.Token);

        var first = await told.Task.WaitAsync(Token);

        Assert.Equal(("BuildQueued", "users/alpha", 1L), (first.Kind, first.StreamName, first.Position));
        Assert.True(BuildId.TryParse(first.BuildId, out var id));
        Assert.Equal(fixture.Queue.Current.Queued.Single().Id, id);
        Assert.Equal($"another build of the stream ({waiting.Id})", first.Detail);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
    }

    [Fact]
    public async Task ClientWithEvents_ThatGoesAway_CancelsItsBuild()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        using var leave = new CancellationTokenSource();
        var build = fixture.BuildWithEventsAsync(ServiceFixture.Request("users/alpha"), cancellationToken: leave.Token);
        var id = await StartedAsync(fixture);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
        await Wait.UntilAsync(() => fixture.Queue.Find(id) is null);
    }

    [Fact]
    public async Task UndecodableRequest_IsAnErrorLine()
    {
        await using var fixture = await ServiceFixture.StartAsync();
        await using var client = fixture.CreateClient();
        var line = await client.UseAsync(
            async connection =>
            {
                using var call = await connection.BeginAsync("Imaginator.BuildImage", GobLimits.Default, Token);
                await call.WriteAsync(new StartAutoBuildsRequest { WaitToStart = true }, Token);
                await call.WriteRawAsync(new byte[] { 3, 4, 0, 7 }, Token);
                await call.FlushAsync(Token);
                return await call.ReadLineAsync(Token);
            },
            isRepeatable: false,
            Token);
        Assert.NotEmpty(line);
    }

    private static Task<BuildImageResponse> BuildUntilAsync(ServiceFixture fixture, CancellationToken leave) => Task.Run(
        async () =>
        {
            await using var client = fixture.CreateClient();
            return await client.UseAsync(
                connection => BuildImageCall.RunAsync(
                    connection, ServiceFixture.Request("users/alpha"), _ => { }, leave),
                isRepeatable: false,
                leave);
        },
        CancellationToken.None);

    private static async Task<BuildId> StartedAsync(ServiceFixture fixture)
    {
        while (true)
        {
            if (fixture.Queue.Current.Running is [var build, ..])
            {
                return build.Id;
            }

            await Task.Delay(5, Token);
        }
    }
}
