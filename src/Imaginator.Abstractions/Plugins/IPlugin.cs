using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins;

/// <summary>The entry point of a plugin: the one public class of its assembly that implements this interface.</summary>
/// <remarks>
/// A plugin is in its own folder, <c>plugins/NAME/</c>, with the main assembly <c>NAME.dll</c>. Imaginator creates it
/// once, at start, with its parameterless constructor. The plugin registers singletons of
/// <see cref="Packagers.IPackager"/>, <see cref="Manifests.IManifestSource"/>,
/// <see cref="ImageStores.IUploader"/> or <see cref="Notifications.INotifier"/>. A plugin whose assembly declares that its only parts are
/// notifiers (metadata <c>Imaginator.Notifiers</c> with their types, separated by commas) is created when the first receiver needs it.
/// </remarks>
public interface IPlugin
{
    /// <summary>A description of the plugin for people: one line, without a full stop.</summary>
    string Description { get; }

    /// <summary>
    /// The names of the settings that the plugin reads only after it has been loaded: neither in <see cref="Register"/> nor while its
    /// services are created. Imaginator warns of configured settings that have not been read by then, except for these. By default, none.
    /// A plugin that reads its settings with <see cref="PluginConfigurationExtensions.BindSettings{TSettings}(IConfiguration)"/> does not need
    /// them.
    /// </summary>
    IReadOnlyCollection<string> LaterSettings => [];

    /// <summary>Registers the services of the plugin. An exception makes the plugin unusable and appears in the log.</summary>
    /// <param name="services">
    /// The service collection of the plugin. Imaginator provides <c>ILogger&lt;T&gt;</c> and <see cref="TimeProvider"/>.
    /// </param>
    /// <param name="configuration">
    /// The settings of the plugin, by name; empty if none are configured. <see
    /// cref="PluginConfigurationExtensions.BindSettings{TSettings}(IConfiguration)"/> reads and checks them.
    /// </param>
    /// <exception cref="ImaginatorException">A setting is invalid.</exception>
    void Register(IServiceCollection services, IConfiguration configuration);
}
