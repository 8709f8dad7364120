using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.Mail;

/// <summary>Sends messages to mailboxes through an SMTP server.</summary>
internal sealed class MailNotifier(TimeProvider timeProvider) : INotifier
{
    public string TypeName => "email";

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        Task.FromResult<INotificationReceiver>(new MailReceiver(settings.BindSettings<MailSettings>(), timeProvider));
}
