using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;

namespace Imaginator.TestPlugins;

internal sealed class LateNotifier(string typeName) : INotifier
{
    public string TypeName => typeName;

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        Task.FromResult<INotificationReceiver>(new LateReceiver());

    private sealed class LateReceiver : INotificationReceiver
    {
        public string Destination => "late.example.org";

        public Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken) => message.Id switch
        {
            "refused" => throw new NotificationException(NotificationError.Gone, "no more") { RetryAfter = TimeSpan.FromSeconds(7) },
            "bug" => throw new InvalidOperationException("a bug"),
            "never" => new TaskCompletionSource<NotificationReceipt>().Task,
            _ => Task.FromResult(new NotificationReceipt("fine")),
        };

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
