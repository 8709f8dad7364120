using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Samples.Ntfy;

/// <summary>Opens receivers: a topic of an ntfy server. Does not connect to the server.</summary>
internal sealed class NtfyNotifier(TimeProvider timeProvider) : INotifier
{
    public string TypeName => "ntfy";

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        Task.FromResult<INotificationReceiver>(new NtfyReceiver(settings.BindSettings<NtfySettings>(), timeProvider));
}
