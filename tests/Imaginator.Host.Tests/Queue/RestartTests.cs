using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.Queue;

/// <summary>The queue after the daemon died or stopped, and the next daemon started.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AutomaticBuilds_AreRetried_WhetherTheyRanOrWaited(bool dies)
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, listener);
        using var running = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        using var waiting = fixture.Queue.Submit(QueueFixture.Request("b", BuildReason.AutoRebuild));

        await (dies ? fixture.DieAndStartAsync() : fixture.StopAndStartAsync());

        var builds = fixture.Queue.Current.Running.Concat(fixture.Queue.Current.Queued).ToList();
        Assert.Equal(["a", "b"], builds.Select(build => build.StreamName));
        Assert.All(builds, build => Assert.Equal(BuildReason.Retry, build.Request.Reason));
        Assert.Equal([running.Id, waiting.Id], builds.Select(build => build.Request.RetryOf!.Value));
        Assert.Equal(["interrupted a, retried", "interrupted b, retried"], Interruptions(listener));
        Assert.True(builds[0].Request.Caller.IsDaemon);
    }

    [Fact]
    public async Task Requests_AreMarkedAsInterrupted_AndNotRetried()
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, listener);
        fixture.Runner.Script("a", (run, token) => run.BuildSourceAsync(new BuildRequest { StreamName = "source" }, token));
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        await Wait.UntilAsync(() => fixture.Runner.Started.Count == 2);

        await fixture.DieAndStartAsync();

        Assert.Empty(fixture.Queue.Current.Running);
        Assert.Equal(["interrupted a", "interrupted source"], Interruptions(listener));
    }

    [Fact]
    public async Task FinishedBuilds_AreForgotten()
    {
        var listener = new RecordingListener();
        await using var fixture = new QueueFixture(1, listener);
        using (var subscription = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild)))
        {
            await fixture.FinishAsync(subscription, "a");
        }

        await fixture.DieAndStartAsync();

        Assert.Empty(fixture.Queue.Current.Running);
        Assert.Empty(Interruptions(listener));
    }

    [Fact]
    public async Task DetachedRequest_IsRetried_UnlessItHadStarted()
    {
        await using var fixture = new QueueFixture();
        using var running = fixture.Queue.Submit(QueueFixture.Request("a") with { IsDetached = true });
        using var waiting = fixture.Queue.Submit(QueueFixture.Request("b") with { IsDetached = true });

        await fixture.DieAndStartAsync();

        var build = Assert.Single(fixture.Queue.Current.Running);
        Assert.Equal("b", build.StreamName);
        Assert.Equal(BuildReason.Request, build.Request.Reason);
        Assert.Equal("ann", build.Request.Caller.UserName);
    }

    [Fact]
    public async Task BuildThatBringsDownTheDaemon_IsNotRetriedForever()
    {
        await using var fixture = new QueueFixture();
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.AutoRebuild));
        for (var death = 1; death <= 3; death++)
        {
            await fixture.DieAndStartAsync();
            Assert.Equal(death, Assert.Single(fixture.Queue.Current.Running).Request.Retries);
        }

        await fixture.DieAndStartAsync();

        Assert.Empty(fixture.Queue.Current.Running);
    }

    [Fact]
    public async Task Retry_HasTheInputsOfTheInterruptedRequest()
    {
        await using var fixture = new QueueFixture();
        var request = QueueFixture.Request("a", BuildReason.AutoRebuild);
        request = request with
        {
            BuildRequest = request.BuildRequest with
            {
                ExpiresIn = TimeSpan.FromHours(2),
                GitBranch = "next",
                MaxSourceAge = TimeSpan.FromMinutes(5),
                MaximumBuildDuration = TimeSpan.FromHours(3),
                Variables = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("A", "b\n\"c\""),
                DisableRecursiveBuild = true,
                TestTimeout = TimeSpan.FromSeconds(20),
            },
        };
        using var subscription = fixture.Queue.Submit(request);

        await fixture.DieAndStartAsync();

        var again = Assert.Single(fixture.Queue.Current.Running).Request.BuildRequest;
        Assert.Equal(request.BuildRequest.Variables, again.Variables);
        Assert.Equal(request.BuildRequest with { Variables = again.Variables }, again);
    }

    [Fact]
    public async Task Pauses_SurviveARestart_AndEnd()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.DisableBuildRequests(TimeSpan.FromHours(2));
        fixture.Queue.DisableAutoBuilds(TimeSpan.FromHours(1));
        using var retry = fixture.Queue.Submit(QueueFixture.Request("a", BuildReason.Retry));

        await fixture.DieAndStartAsync();

        var now = fixture.Time.GetUtcNow();
        Assert.Equal(now.AddHours(2), fixture.Queue.Current.BuildRequestsDisabledUntil);
        Assert.Equal(now.AddHours(1), fixture.Queue.Current.AutoBuildsDisabledUntil);
        Assert.Empty(fixture.Queue.Current.Running); // retries are automatic builds

        fixture.Queue.DisableAutoBuilds(TimeSpan.Zero);
        fixture.Time.Advance(TimeSpan.FromHours(2));
        await fixture.DieAndStartAsync();
        Assert.Null(fixture.Queue.Current.BuildRequestsDisabledUntil);
        Assert.Null(fixture.Queue.Current.AutoBuildsDisabledUntil);
    }

    [Fact]
    public async Task SecondDaemon_WithTheSameState_IsRefused()
    {
        await using var fixture = new QueueFixture();
        var e = Assert.Throws<ImaginatorException>(() => new QueueFixture(fixture));
        Assert.Contains("another imaginator runs", e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Interruptions(RecordingListener listener) =>
        listener.Events.Where(text => text.StartsWith("interrupted", StringComparison.Ordinal));
}
