using System.Collections.Concurrent;
using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Host.Tests.Notifications;

/// <summary>A notifier whose receivers do what the test says. A receiver has the setting <c>name</c>.</summary>
internal sealed class FakeNotifier : INotifier
{
    public string TypeName => "fake";

    /// <summary>The messages that receivers accepted.</summary>
    public ConcurrentQueue<(string Receiver, NotificationMessage Message)> Accepted { get; } = new();

    /// <summary>All attempts.</summary>
    public ConcurrentQueue<(string Receiver, NotificationMessage Message)> Attempts { get; } = new();

    /// <summary>The settings of the receivers that were opened.</summary>
    public ConcurrentQueue<string?> Opened { get; } = new();

    public Func<string, NotificationMessage, CancellationToken, Task<NotificationReceipt>> Answer { get; set; } =
        (_, _, _) => Task.FromResult(new NotificationReceipt("200 OK"));

    public Func<NotificationEvent, bool> Accepts { get; set; } = _ => true;

    public static NotificationException Refusal(string message = "refused") => new(NotificationError.Rejected, message);

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        Opened.Enqueue(settings["secret"]);
        return settings["name"] is { } name
            ? Task.FromResult<INotificationReceiver>(new Receiver(this, name))
            : throw new SettingsException([new SettingFault("name", "it is missing")]);
    }

    private sealed class Receiver(FakeNotifier notifier, string name) : INotificationReceiver
    {
        public string Destination => $"{name}.example.org";

        public bool Accepts(NotificationEvent notification) => notifier.Accepts(notification);

        public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
        {
            notifier.Attempts.Enqueue((name, message));
            var receipt = await notifier.Answer(name, message, cancellationToken);
            notifier.Accepted.Enqueue((name, message));
            return receipt;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
