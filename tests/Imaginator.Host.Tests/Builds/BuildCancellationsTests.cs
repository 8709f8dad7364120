using Imaginator.Building.Builds;
using Imaginator.Host.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Builds;

public sealed class BuildCancellationsTests
{
    private const string Stream = "users/alpha";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requestor_MayCancelTheirOwnBuild()
    {
        await using var site = new BuildsSite();
        var started = await site.Starts.StartAsync(BuildsSite.Bob, new BuildOrder(Stream), null, Token);

        Assert.True(site.Cancellations.MayCancel(BuildsSite.Bob, started.Id));
        Assert.Equal(CancelResult.Cancelled, site.Cancellations.Cancel(BuildsSite.Bob, started.Id));
    }

    [Fact]
    public async Task BuildOfOthers_RequiresAPermission()
    {
        await using var site = new BuildsSite();
        var started = await site.Starts.StartAsync(BuildsSite.Bob, new BuildOrder(Stream), null, Token);
        await site.Starts.StartAsync(BuildsSite.Ann, new BuildOrder(Stream), null, Token);

        Assert.Equal(CancelResult.Denied, site.Cancellations.Cancel(BuildsSite.Bob, started.Id));
        Assert.Equal(CancelResult.Denied, site.Cancellations.Cancel(new Caller(), started.Id));
        Assert.NotNull(site.Queue.Find(started.Id));
        Assert.Equal(CancelResult.Cancelled, site.Cancellations.Cancel(BuildsSite.Ann, started.Id));
    }

    [Theory]
    [InlineData(StreamRole.Build, "users/", true)]
    [InlineData(StreamRole.Build, "other/", false)]
    [InlineData(StreamRole.View, "users/", false)]
    public async Task BuildOfAToken_IsNotThatOfALaterOneWithTheSameName(StreamRole role, string stream, bool isOwn)
    {
        await using var site = new BuildsSite();
        var earlier = TokenOf(StreamRole.Build, Stream);
        var started = await site.Starts.StartAsync(earlier, new BuildOrder(Stream), null, Token);

        Assert.Equal(isOwn, site.Cancellations.MayCancel(TokenOf(role, stream), started.Id));
    }

    [Fact]
    public async Task BuildOfTheSchedule_IsNotThatOfAUserWithTheNameOfTheDaemon()
    {
        await using var site = new BuildsSite();
        using var build = site.Queue.Submit(
            new QueuedRequest(new BuildRequest { StreamName = Stream }, BuildReason.AutoRebuild, Caller.Daemon));

        Assert.False(site.Cancellations.MayCancel(BuildsSite.Bob with { UserName = Caller.Daemon.DisplayName }, build.Id));
        Assert.False(site.Cancellations.MayCancel(new Caller(), build.Id));
    }

    [Fact]
    public async Task EndedBuild_IsTooLate_AndAnUnknownOneIsNotFound()
    {
        await using var site = new BuildsSite();
        var started = await site.Starts.StartAsync(BuildsSite.Ann, new BuildOrder(Stream), null, Token);
        await site.FinishAsync(started, Stream);

        Assert.Equal(CancelResult.TooLate, site.Cancellations.Cancel(BuildsSite.Ann, started.Id));
        Assert.Equal(CancelResult.NotFound, site.Cancellations.Cancel(BuildsSite.Ann, new BuildId(7)));
    }

    private static Caller TokenOf(StreamRole role, string stream) => new()
    {
        UserName = "token:ci", TokenName = "ci", Authentication = AuthenticationKind.Token, Scope = new CallerScope(role, [stream]),
    };
}
