using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace TemplateNamespace;

/// <summary>Opens receivers of the type template-receiver. Does not connect to them: a receiver can be unavailable.</summary>
internal sealed class Notifier(TimeProvider timeProvider) : INotifier
{
    public string TypeName => "template-receiver";

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        Task.FromResult<INotificationReceiver>(new Receiver(settings.BindSettings<ReceiverSettings>(), timeProvider));
}
