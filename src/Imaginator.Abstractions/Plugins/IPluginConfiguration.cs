using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins;

/// <summary>
/// The settings that Imaginator passes to <see cref="IPlugin.Register"/>. <see
/// cref="PluginConfigurationExtensions.BindSettings{TSettings}(IConfiguration)"/> declares the settings of the plugin; plugins do not have to use
/// this interface.
/// </summary>
public interface IPluginConfiguration : IConfiguration
{
    /// <summary>
    /// Declares that the plugin has these settings, and no others besides those that it reads from <see cref="IConfiguration"/> itself.
    /// Imaginator then reports all other settings as unknown.
    /// </summary>
    /// <param name="settings">The names of the settings.</param>
    void Declare(IReadOnlyCollection<string> settings);

    /// <summary>Declares the settings like <see cref="Declare"/>, with their types.</summary>
    /// <param name="settings">The settings.</param>
    void DeclareTyped(IReadOnlyCollection<SettingDeclaration> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Declare([.. settings.Select(setting => setting.Name)]);
    }
}
