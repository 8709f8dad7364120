using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Plugins.Guarding.Notifiers;

/// <summary>A notifier of a plugin.</summary>
internal sealed class GuardedNotifier(string typeName, INotifier notifier, PluginGuard guard) : INotifier
{
    private static readonly PluginCall Open =
        new($"{nameof(INotifier)}.{nameof(OpenReceiverAsync)}", PluginCallKind.Delivery) { Permitted = typeof(SettingsException) };

    public string TypeName => typeName;

    public async Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken) =>
        new GuardedReceiver(await guard.CallAsync(Open, token => notifier.OpenReceiverAsync(settings, token), cancellationToken), guard);
}
