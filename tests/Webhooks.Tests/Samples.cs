using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>Messages and receivers of the tests.</summary>
internal static class Samples
{
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static readonly DateTimeOffset Time = new(2030, 1, 31, 12, 30, 59, TimeSpan.Zero);

    public static NotifiedBuild Build { get; } = new()
    {
        Id = "0123456789abc",
        Requestor = "alice",
        StartedAt = Time.AddMinutes(-2),
        FinishedAt = Time,
        ManifestUrl = "https://$TOKEN@github.com/example/images.git",
        Branch = "main",
        CommitId = Commit,
    };

    public static BuildFailed Failed { get; } =
        new() { StreamName = "base/debian", Build = Build, Error = "a script failed", Stage = "scripts" };

    public static NotificationMessage MessageOf(NotificationEvent notification) => new()
    {
        Id = "msg_1", Time = Time, Event = notification, Link = "https://imaginator.example.org/builds/0123456789abc",
    };

    public static Task<INotificationReceiver> OpenAsync(
        IReadOnlyDictionary<string, string?> settings, TimeProvider? timeProvider = null) =>
        new PluginUnderTest(new WebhooksPlugin(), timeProvider: timeProvider).Get<INotifier>().OpenReceiverAsync(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), TestContext.Current.CancellationToken);

    /// <summary>Sends a message to a server, and returns what it got.</summary>
    public static async Task<ReceivedRequest> SendAsync(
        NotificationEvent notification, Dictionary<string, string?> settings, TimeProvider? timeProvider = null)
    {
        await using var peer = new HttpPeer(PeerBehaviour.Accepts, address => new Dictionary<string, string?>(settings) { ["url"] = address.AbsoluteUri });
        await using var receiver = await OpenAsync(peer.Settings, timeProvider);
        await receiver.SendAsync(MessageOf(notification), TestContext.Current.CancellationToken);
        return ReceivedRequest.Parse(Assert.Single(peer.Messages));
    }
}
