using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Notifications;

public sealed class AnnouncerTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("", "base/debian", true)]
    [InlineData("base/debian", "base/debian", true)]
    [InlineData("base", "base/debian", true)]
    [InlineData("base", "base", true)]
    [InlineData("base", "baseline", false)]
    [InlineData("base/debian", "base", false)]
    [InlineData("users base", "base/debian", true)]
    [InlineData("base", "", false)]
    [InlineData("", "", true)]
    public void Receivers_GetTheStreamsAndDirectoriesThatTheyName(string streams, string streamName, bool isTold)
    {
        var receiver = NotificationSite.Receiver("one") with { Streams = [.. streams.Split(' ', StringSplitOptions.RemoveEmptyEntries)] };
        _site.Settings = NotificationSite.SettingsOf(receiver);

        _site.Announcer.Announce([NotificationSite.Failed(stream: streamName)], "");

        Assert.Equal(isTold ? 1 : 0, _site.Deliveries().Length);
        Assert.Equal(isTold, _site.Announcer.HasReceiverFor(NotificationEventNames.BuildFailed, streamName));
    }

    [Fact]
    public void Receivers_GetTheFirstFormThatTheyWant()
    {
        _site.Settings = NotificationSite.SettingsOf(
            NotificationSite.Receiver("both") with { Events = [NotificationEventNames.BuildRecovered, NotificationEventNames.BuildSucceeded] },
            NotificationSite.Receiver("success") with { Events = [NotificationEventNames.BuildSucceeded] },
            NotificationSite.Receiver("failure") with { Events = [NotificationEventNames.BuildFailed] });
        var build = new NotifiedBuild { Id = "1" };

        _site.Announcer.Announce(
            [new BuildRecovered { StreamName = "base", Build = build }, new BuildSucceeded { StreamName = "base", Build = build }], "");

        Assert.Equal(
            [("success", NotificationEventNames.BuildSucceeded), ("both", NotificationEventNames.BuildRecovered)],
            _site.Deliveries().Select(delivery => (delivery.Receiver, delivery.EventName)));
    }

    [Fact]
    public void ReceiversOfAnEvent_HaveMessagesWithTheSameId()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one"), NotificationSite.Receiver("two"));

        _site.Announce();
        _site.Announce();

        Assert.Equal([2, 2], _site.Deliveries().GroupBy(delivery => delivery.MessageId).Select(group => group.Count()));
    }

    [Fact]
    public void WithoutReceivers_NothingIsWritten()
    {
        _site.Settings = NotificationSite.SettingsOf(NotificationSite.Receiver("one") with { Events = [NotificationEventNames.WorkerLost] });

        _site.Announce();

        Assert.False(_site.Announcer.HasReceiver(NotificationEventNames.BuildFailed, NotificationEventNames.BuildSucceeded));
        Assert.True(_site.Announcer.HasReceiver(NotificationEventNames.BuildFailed, NotificationEventNames.WorkerLost));
        Assert.False(File.Exists(_site.OutboxPath));
    }
}
