using Imaginator.Host.Notifications.Outbox;
using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Notifications;

/// <summary>Deliveries while the clock is set.</summary>
public sealed class DeliveryClockTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task ClockThatIsSet_NeitherDelaysNorLosesMessages(int days)
    {
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal();
        _site.Start();
        _site.Announce("one");
        await Wait.UntilAsync(() => _site.Deliveries() is [{ Attempts: 1 }]);

        _site.Time.SetClock(TimeSpan.FromDays(days));
        _site.Announce("two");
        await _site.UntilAsync(() => _site.Notifier.Attempts.Count >= 3);
        _site.Notifier.Answer = (_, _, _) => Task.FromResult(new NotificationReceipt());
        var start = _site.Time.GetUtcNow();
        await _site.UntilAsync(() => _site.Notifier.Accepted.Count == 2);

        // The pauses of the first failures, as with a clock that is not set.
        Assert.InRange(_site.Time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        await Wait.UntilAsync(() => _site.Deliveries().All(delivery => delivery.State == DeliveryState.Delivered));
    }

    [Fact]
    public async Task ClockThatIsSetBackBetweenTwoRuns_DelaysNoMessage()
    {
        _site.Announce();
        _site.Time.SetClock(TimeSpan.FromDays(-400));
        await _site.RestartAsync();
        using var stop = new CancellationTokenSource();
        var running = _site.Loop.RunAsync(stop.Token);

        await Wait.UntilAsync(() => _site.Notifier.Accepted.Count == 1);

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
