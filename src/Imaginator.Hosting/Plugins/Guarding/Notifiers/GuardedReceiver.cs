using Imaginator.Notifications;

namespace Imaginator.Hosting.Plugins.Guarding.Notifiers;

/// <summary>A receiver of a plugin's notifier.</summary>
internal sealed class GuardedReceiver : INotificationReceiver
{
    private static readonly PluginCall Send =
        new($"{nameof(INotificationReceiver)}.{nameof(SendAsync)}", PluginCallKind.Delivery);

    private readonly INotificationReceiver _receiver;
    private readonly PluginGuard _guard;

    public GuardedReceiver(INotificationReceiver receiver, PluginGuard guard)
    {
        _receiver = receiver;
        _guard = guard;
        Destination = guard.Read($"{nameof(INotificationReceiver)}.{nameof(Destination)}", () => receiver.Destination);
    }

    public string Destination { get; }

    public bool Accepts(NotificationEvent notification) =>
        _guard.Read($"{nameof(INotificationReceiver)}.{nameof(Accepts)}", () => _receiver.Accepts(notification));

    public Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken) =>
        _guard.CallAsync(Send, token => _receiver.SendAsync(message, token), cancellationToken);

    public ValueTask DisposeAsync() => _guard.DisposeAsync(nameof(INotificationReceiver), _receiver);
}
