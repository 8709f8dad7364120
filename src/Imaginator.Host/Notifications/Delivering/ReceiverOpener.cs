using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Receivers;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Host.Notifications.Delivering;

/// <summary>Opens receivers with the plugins and the secret variables of the daemon.</summary>
/// <param name="plugins">The plugins.</param>
/// <param name="secrets">The active secret variables: the same object until they change.</param>
/// <param name="mask">Masks secrets in a text.</param>
internal sealed class ReceiverOpener(PluginSet plugins, Func<SecretVariables> secrets, Func<string, string> mask)
{
    public SecretVariables Secrets => secrets();

    public Task<OpenedReceiver> OpenAsync(ReceiverDefinition definition, SecretVariables with, CancellationToken cancellationToken) =>
        ReceiverOpening.OpenAsync(definition, plugins, with, cancellationToken);

    public string Mask(string text) => mask(text);
}
