using Imaginator.Host.Builds;
using Imaginator.Host.Queue.Requests;

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

    [Fact]
    public async Task EndedBuild_IsTooLate_AndAnUnknownOneIsNotFound()
    {
        await using var site = new BuildsSite();
        var started = await site.Starts.StartAsync(BuildsSite.Ann, new BuildOrder(Stream), null, Token);
        await site.FinishAsync(started, Stream);

        Assert.Equal(CancelResult.TooLate, site.Cancellations.Cancel(BuildsSite.Ann, started.Id));
        Assert.Equal(CancelResult.NotFound, site.Cancellations.Cancel(BuildsSite.Ann, new BuildId(7)));
    }
}
