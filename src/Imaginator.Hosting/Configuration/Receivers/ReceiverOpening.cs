using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Configuration.Receivers;

/// <summary>
/// Opens receivers with their settings: when the configuration is checked, and when it is used. The plugin of a type is loaded with its first
/// receiver.
/// </summary>
public static class ReceiverOpening
{
    /// <summary>Opens a receiver. The caller disposes of it. Faults are part of the result; they contain no secrets.</summary>
    public static async Task<OpenedReceiver> OpenAsync(
        ReceiverDefinition definition, PluginSet plugins, SecretVariables secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(secrets);
        if (!plugins.Notifiers.TryGetValue(definition.Type, out var notifier))
        {
            return Failed(new SettingFault("", plugins.NotLoaded(
                $"receiver type \"{definition.Type}\"", PluginPart.Notifier(definition.Type), plugins.Notifiers.Keys)));
        }

        var resolved = ResolvedSettings.Of(definition.Settings, secrets);
        if (!resolved.Missing.IsEmpty)
        {
            return new OpenedReceiver(null, []) { MissingSecrets = resolved.Missing };
        }

        var observed = new ObservedSettings(new ConfigurationBuilder().AddInMemoryCollection(resolved.Values).Build());
        try
        {
            var receiver = await notifier.OpenReceiverAsync(observed, cancellationToken);
            return Observe(new OpenedReceiver(receiver, []));
        }
        catch (SettingsException e) when (!e.Faults.IsDefaultOrEmpty)
        {
            return Observe(Failed([.. e.Faults.Select(fault => fault with { Message = Mask(fault.Message) })]));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Any type, from a plugin of the product.
            return Failed(new SettingFault("", Mask(PluginFailure.Describe(e))));
        }

        string Mask(string text) => secrets.Masker.Mask(resolved.FileMasker.Mask(text));

        OpenedReceiver Observe(OpenedReceiver opened) => opened with
        {
            FileMasker = resolved.FileMasker,
            ReadableFiles = resolved.ReadableFiles,
            KnownSettings = observed.Close([]),
            DeclaresSettings = observed.IsDeclared,
        };
    }

    private static OpenedReceiver Failed(params ImmutableArray<SettingFault> faults) => new(null, faults);
}
