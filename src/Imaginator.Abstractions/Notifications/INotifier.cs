using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Notifications;

/// <summary>
/// Sends messages about events to one kind of receivers, for example webhooks or mailboxes. Plugins of the kind notifier register
/// implementations.
/// </summary>
/// <remarks>
/// Implementations are thread-safe. The administrator configures the receivers in the main configuration: each has the type of a
/// notifier, settings, and a choice of events and streams. Imaginator keeps the messages until they are delivered, and repeats failed
/// deliveries.
/// </remarks>
public interface INotifier
{
    /// <summary>
    /// The type of its receivers in configuration files, for example <c>webhook</c>: a lower-case letter or digit, then lower-case letters,
    /// digits, <c>+</c>, <c>-</c>, <c>.</c> and <c>_</c>.
    /// </summary>
    string TypeName { get; }

    /// <summary>
    /// Checks the settings of a receiver and prepares for deliveries. Does not connect to the receiver: a receiver that is not available must
    /// not make the configuration unusable. Called when the configuration is checked, and again when it is used.
    /// </summary>
    /// <param name="settings">
    /// The settings of the receiver, by name, with variables expanded. <see
    /// cref="PluginConfigurationExtensions.BindSettings{TSettings}(IConfiguration)"/> reads and checks them.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The receiver. The caller must dispose of it.</returns>
    /// <exception cref="SettingsException">Settings are invalid or missing; the exception lists all of them.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken);
}
