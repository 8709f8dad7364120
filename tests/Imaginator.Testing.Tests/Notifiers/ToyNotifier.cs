using System.Globalization;
using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing.Tests.Notifiers;

/// <summary>A notifier that speaks just enough HTTP, with one fault.</summary>
internal sealed class ToyNotifier(NotifierFault fault, ILoggerFactory loggers) : INotifier
{
    public string TypeName => fault == NotifierFault.HasABadName ? "toy notifier" : "toy";

    public async Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        if (fault != NotifierFault.AcceptsAnySettings && settings["port"] is null)
        {
            throw new SettingsException([new SettingFault("port", "it is missing")]);
        }

        if (fault == NotifierFault.LogsSettings)
        {
#pragma warning disable CA1848, CA2254, CA1873 // The fault.
            loggers.CreateLogger("toy").LogInformation($"token {settings["token"]}");
#pragma warning restore CA1848, CA2254, CA1873
        }

        var receiver = new ToyReceiver(
            fault, int.Parse(settings["port"] ?? "0", CultureInfo.InvariantCulture), settings["token"] ?? "");
        if (fault == NotifierFault.ConnectsWhenOpened)
        {
            await receiver.ConnectAsync(cancellationToken);
        }

        return receiver;
    }
}
