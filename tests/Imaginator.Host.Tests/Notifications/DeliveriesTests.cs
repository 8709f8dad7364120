using Imaginator.Host.Notifications;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Notifications;

/// <summary>What pages and the API show.</summary>
public sealed class DeliveriesTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();

    private Deliveries Deliveries => new(() => _site.Settings, _site.Outbox, _site.Loop);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public void WithoutMessages_ReceiversAreListed_AndNothingIsCreated()
    {
        var receiver = Assert.Single(Deliveries.ListReceivers());

        Assert.Equal(("one", "fake", 0), (receiver.Name, receiver.Type, receiver.Waiting));
        Assert.Equal(NotificationEventNames.All, receiver.Events);
        Assert.Empty(Deliveries.List(new DeliveryQuery()).Deliveries);
        Assert.Null(Deliveries.Find(1));
        Assert.False(Deliveries.Replay(1));
        Assert.False(File.Exists(_site.OutboxPath));
    }

    [Fact]
    public void FaultOfTheConfiguration_IsShownBeforeTheFirstRun()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one") with { Fault = "conf.json:3: unknown event" });

        Assert.Equal("conf.json:3: unknown event", Assert.Single(Deliveries.ListReceivers()).State.Fault);
    }

    [Fact]
    public async Task Receivers_ShowWhatWaits_AndWhy()
    {
        _site.Notifier.Answer = (_, _, _) => throw FakeNotifier.Refusal("500 not now");
        _site.Start();
        _site.Announce();
        _site.Announce();
        await Wait.UntilAsync(() => _site.Loop.FindState("one") is { Failures: 1 });

        var receiver = Assert.Single(Deliveries.ListReceivers());

        Assert.Equal(2, receiver.Waiting);
        Assert.Equal("500 not now", receiver.State.LastError);
        Assert.NotNull(receiver.State.PausedUntil);
        Assert.Null(receiver.State.LastSuccessAt);
    }
}
