using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue.Requests;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Schedule;

public sealed class AutoRebuildsTests : IAsyncLifetime
{
    /// <summary>Between two attempts to extend the life of an image: a tenth of the interval.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(6);

    private ScheduleSite _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await ScheduleSite.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Rebuilds_BootstrapStreamsAndThoseListed_EveryInterval_SourcesFirst()
    {
        Assert.Empty(await _site.PassHoursAsync(24 * 3));

        Assert.Equal(24 * 3 * 3, _site.Orders.Count);
        Assert.All(_site.Orders.Chunk(3), cycle => Assert.Equal(ScheduleSite.Streams, cycle.Select(order => order.StreamName)));
        Assert.All(_site.Orders, order =>
        {
            Assert.Equal((BuildReason.AutoRebuild, Caller.Daemon), (order.Reason, order.Caller));
            Assert.Equal(TimeSpan.FromHours(2), order.BuildRequest.ExpiresIn);
            Assert.False(order.BuildRequest.DisableRecursiveBuild);
        });
        Assert.Equal(0, _site.Images.Extensions);
        Assert.Equal(["base Rebuilt", "os Rebuilt", "web Rebuilt"], _site.States());
    }

    [Fact]
    public async Task Extends_ImagesForAsLongAsRebuildsFail_AndBuildsOnTheOldOnes()
    {
        await _site.TickAsync();
        _site.Fail("base");
        _site.Fail("web");
        _site.Orders.Clear();

        Assert.Empty(await _site.PassHoursAsync(24 * 3));

        Assert.Equal(["base Extended", "os Rebuilt", "web Extended"], _site.States());
        var rebuild = _site.Rebuilds.Status.Latest!.Streams[0];
        Assert.Equal(("base/000001", "base: no luck"), (rebuild.ImageName, rebuild.Error));
        // Nobody has a source built again that has just failed.
        Assert.All(
            _site.Orders, order => Assert.Equal(order.StreamName == "os", order.BuildRequest.DisableRecursiveBuild));
    }

    [Fact]
    public async Task Says_WhereThereIsNothingToExtend()
    {
        _site.Fail("web");
        await _site.TickAsync();

        Assert.Equal(["base Rebuilt", "os Rebuilt", "web Failed"], _site.States());
        Assert.Equal("web: no luck; the stream has no image", _site.Rebuilds.Status.Latest!.Streams[2].Error);
        Assert.Contains(
            "web has no new image, and no image to extend: web: no luck", _site.Log.Of(LogLevel.Warning));
        Assert.Contains(
            "Automatic rebuild cycle ended after 0 ms; streams rebuilt: 2, extended: 0, failed: 1",
            _site.Log.Of(LogLevel.Information));
    }

    [Fact]
    public async Task Extends_ImagesWhileRebuildsAreDisabled()
    {
        await _site.TickAsync();
        _site.Orders.Clear();
        _site.Time.Advance(ScheduleSite.Interval);
        _site.Queue.DisableAutoBuilds(TimeSpan.FromHours(4));

        Assert.Empty(await _site.PassHoursAsync(4));
        Assert.Empty(_site.Orders);
        _site.Queue.DisableAutoBuilds(TimeSpan.FromHours(1));
        var e = await Assert.ThrowsAsync<ImaginatorException>(() => _site.Rebuilds.StartAsync(true, true, Token));
        Assert.Equal("automatic rebuilds are disabled until 2026-11-24 18:00:00Z", e.Message);

        _site.Queue.DisableAutoBuilds(TimeSpan.Zero);
        Assert.Empty(await _site.PassHoursAsync(1));
        Assert.Equal(3, _site.Orders.Count);
    }

    [Fact]
    public async Task Extends_ImagesWhileACycleTakesLongerThanTheInterval()
    {
        await _site.TickAsync();
        _site.Orders.Clear();
        var slow = new TaskCompletionSource();
        _site.Hold("os", slow.Task);
        _site.Time.Advance(ScheduleSite.Interval);

        await _site.TickAsync(waitForCycle: false);
        await Wait.UntilAsync(() => _site.Orders.Count == 2);
        Assert.Equal(["base Rebuilt", "os Pending", "web Pending"], _site.States());
        _site.PutImage("base", TimeSpan.FromDays(1));
        Assert.Empty(await _site.PassHoursAsync(10, waitForCycle: false));
        Assert.Equal(2, _site.Orders.Count);

        slow.SetResult();
        await _site.Rebuilds.Running;
        Assert.Equal(["base Rebuilt", "os Rebuilt", "web Rebuilt"], _site.States());
    }

    [Fact]
    public async Task Leaves_ImagesAloneThatLiveLongEnough()
    {
        _site.Fail("base");
        _site.Fail("os");
        _site.Images.Put("base/for ever", expiresAt: null);
        var long_ = _site.PutImage("os", TimeSpan.FromDays(30));
        var expiration = _site.Images.ExpirationOf(long_);

        await _site.TickAsync();

        Assert.Equal(["base Extended", "os Extended", "web Rebuilt"], _site.States());
        Assert.Equal(0, _site.Images.Extensions);
        Assert.Equal(expiration, _site.Images.ExpirationOf(long_));
    }

    [Fact]
    public async Task Extends_OnceTheImageServerAnswersAgain()
    {
        await _site.TickAsync();
        _site.Fail("web");
        var failures = 3;
        _site.Images.Before = _ =>
        {
            if (failures-- > 0)
            {
                throw new ImageStoreException(ImageStoreError.Unreachable, "nobody there");
            }
        };
        await _site.TickAsync(waitForCycle: false);
        await _site.Time.PassAsync(RetryDelay);
        await _site.Time.PassAsync(RetryDelay);
        await _site.Time.PassAsync(RetryDelay);
        await _site.Rebuilds.Running;

        Assert.Equal(["base Rebuilt", "os Rebuilt", "web Extended"], _site.States());
        Assert.True(_site.Images.HasImage("web"));
    }

    [Fact]
    public async Task Gives_UpOnAnImageServerThatStaysAway_UntilTheNextCycle()
    {
        await _site.TickAsync();
        _site.Fail("web");
        _site.Images.Before = _ => throw new ImageStoreException(ImageStoreError.Unreachable, "nobody there");
        await _site.TickAsync(waitForCycle: false);
        for (var i = 1; i < 5; i++)
        {
            await _site.Time.PassAsync(RetryDelay);
        }

        await _site.Rebuilds.Running;

        Assert.Equal(["base Rebuilt", "os Rebuilt", "web Failed"], _site.States());
        Assert.Equal("web: no luck; nobody there", _site.Rebuilds.Status.Latest!.Streams[2].Error);
    }

    [Fact]
    public async Task Starts_OnDemand()
    {
        var slow = new TaskCompletionSource();
        _site.Hold("os", slow.Task);
        await _site.Rebuilds.StartAsync(waitToStart: false, waitForComplete: false, Token);

        var e = await Assert.ThrowsAsync<ImaginatorException>(
            () => _site.Rebuilds.StartAsync(waitToStart: false, waitForComplete: true, Token));
        Assert.Equal("auto build busy", e.Message);

        var next = _site.Rebuilds.StartAsync(waitToStart: true, waitForComplete: true, Token);
        Assert.False(next.IsCompleted);
        slow.SetResult();
        await next;
        Assert.Equal(6, _site.Orders.Count);
    }

    [Fact]
    public async Task Goes_OnWithAnOrderThatIsKnown_WhereManifestsCannotBeReadInTime()
    {
        _site.Answer = async (maxAge, token) =>
        {
            if (maxAge > TimeSpan.Zero)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }

            return DependencySnapshot.None;
        };
        await _site.TickAsync(waitForCycle: false);
        await _site.Time.PassAsync(TimeSpan.FromMinutes(1));
        await _site.Rebuilds.Running;

        Assert.Equal(["base", "os", "web"], _site.Orders.Select(order => order.StreamName).Order());
    }

    [Fact]
    public async Task Begins_SoonAfterTheStart_AndGoesOnByItself()
    {
        await _site.Rebuilds.StartAsync(Token);
        await _site.Time.PassAsync(TimeSpan.FromSeconds(10));
        await Wait.UntilAsync(() => _site.Orders.Count == 3);
        Assert.Equal(_site.Time.GetUtcNow() + ScheduleSite.Interval, _site.Rebuilds.Status.NextAt);

        for (var cycles = 2; cycles < 5; cycles++)
        {
            await _site.Rebuilds.Running;
            _site.Time.Advance(ScheduleSite.Interval);
            await Wait.UntilAsync(() => _site.Orders.Count == 3 * cycles);
        }
    }

    [Fact]
    public async Task Leaves_BuildsToTheQueueWhenTheDaemonStops()
    {
        _site.Hold("base", Task.Delay(Timeout.InfiniteTimeSpan, Token));
        await _site.TickAsync(waitForCycle: false);
        await Wait.UntilAsync(() => _site.Orders.Count == 1);

        await _site.Rebuilds.StopAsync(Token);

        var build = Assert.Single(_site.Queue.Current.Running);
        Assert.Equal("base", build.StreamName);
    }
}
