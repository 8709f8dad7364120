using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins;

/// <summary>The entry point of a plugin: the one public class of its assembly that implements this interface.</summary>
/// <remarks>
/// A plugin lives in a folder of its own, <c>plugins/NAME/</c>, whose main assembly is <c>NAME.dll</c>. It is created
/// once, at start, by its parameterless constructor. It provides its parts by registering singletons of
/// <see cref="Packagers.IPackager"/>, <see cref="Manifests.IManifestSource"/> or
/// <see cref="ImageStores.IUploader"/>.
/// </remarks>
public interface IPlugin
{
    /// <summary>One line for people that says what the plugin is for.</summary>
    string Description { get; }

    /// <summary>Registers what the plugin provides.</summary>
    /// <param name="services">
    /// The plugin's own collection. <c>ILogger&lt;T&gt;</c> and <see cref="TimeProvider"/> can be injected.
    /// </param>
    /// <param name="configuration">The plugin's own settings, keyed by name; empty where none were given.</param>
    void Register(IServiceCollection services, IConfiguration configuration);
}
