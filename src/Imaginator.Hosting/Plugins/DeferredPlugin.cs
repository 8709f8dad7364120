using System.Reflection;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Plugins;

/// <summary>
/// A plugin whose only parts are notifiers, which is created when the first receiver is opened: a daemon without receivers needs no memory for
/// its types and the assemblies that it refers to. If it cannot be created, each receiver of its types fails with the reason. Thread-safe.
/// </summary>
internal sealed class DeferredPlugin : IAsyncDisposable
{
    private readonly string _name;

    // A failure is kept: a program creates a plugin once.
    private readonly Lazy<ActivatedPlugin> _plugin;

    private DeferredPlugin(string name, Func<ActivatedPlugin> create)
    {
        _name = name;
        _plugin = new Lazy<ActivatedPlugin>(create, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>
    /// Finds out whether the plugin in a folder can be created later: its assembly declares that its only parts are notifiers, and the
    /// configuration has no settings for it, which are checked when a plugin is created.
    /// </summary>
    /// <param name="create">Creates the plugin without guards.</param>
    /// <param name="deadline">The maximum duration of its creation.</param>
    /// <returns>The plugin before it is created; null if it must be created now.</returns>
    /// <exception cref="PluginLoadException">The declaration of the assembly is invalid.</exception>
    public static ActivatedPlugin? Find(
        string folder,
        Assembly assembly,
        PluginSettings settings,
        Func<ActivatedPlugin> create,
        Func<PluginIdentity, PluginGuard> guardOf,
        TimeSpan deadline)
    {
        var name = Path.GetFileName(folder);
        if (settings.OfPlugins.ContainsKey(name) || PluginDeclaration.Find(assembly) is not { } declaration)
        {
            return null;
        }

        if (declaration.NotifierTypes.Select(NotifierCheck.FindFault).OfType<string>().FirstOrDefault() is { } fault)
        {
            throw new PluginLoadException(fault);
        }

        var version = PluginAssembly.VersionOf(assembly);
        var isOfProduct = ProductPlugins.Contains(assembly);
        var guard = guardOf(new PluginIdentity(name, version, isOfProduct));
        var plugin = new DeferredPlugin(name, () => LoadDeadline.Run(() => create().GuardedBy(guard), deadline));
        return new ActivatedPlugin
        {
            Plugin = new LoadedPlugin(
                name,
                version,
                declaration.Description,
                Path.Combine(folder, name + ".dll"),
                [.. declaration.NotifierTypes.Select(PluginPart.Notifier)]),
            IsOfProduct = isOfProduct,
            Guard = guard,
            Services = plugin,
            PackagerTypes = [],
            ManifestSources = [],
            Uploaders = [],
            Notifiers =
            [
                .. declaration.NotifierTypes.Select(type => KeyValuePair.Create<string, INotifier>(type, new Notifier(type, plugin))),
            ],
        };
    }

    public ValueTask DisposeAsync() => _plugin.IsValueCreated ? _plugin.Value.Services.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<INotifier> CreateAsync(string typeName, CancellationToken cancellationToken)
    {
        try
        {
            // The creation blocks its thread. A caller that leaves does not stop it.
            var created = await Task.Run(() => _plugin.Value, CancellationToken.None).WaitAsync(cancellationToken);
            return created.Notifiers.FirstOrDefault(notifier => notifier.Key == typeName).Value
                ?? throw new PluginLoadException($"its assembly declares the notifier {typeName}, which it does not provide");
        }
        catch (Exception e) when (e is PluginLoadException or PluginException)
        {
            throw new PluginException($"the plugin {_name} is not loaded: {e.Message}", e);
        }
    }

    /// <summary>A notifier of the plugin that does not need the plugin to be created yet.</summary>
    private sealed class Notifier(string typeName, DeferredPlugin plugin) : INotifier
    {
        public string TypeName => typeName;

        public async Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken)
        {
            var notifier = await plugin.CreateAsync(typeName, cancellationToken);
            return await notifier.OpenReceiverAsync(settings, cancellationToken);
        }
    }
}
