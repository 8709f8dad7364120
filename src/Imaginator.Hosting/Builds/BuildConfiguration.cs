using Imaginator.Building.Streams;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Builds;

/// <summary>The part of a site's configuration that its builder uses; what is a function may change while it builds.</summary>
/// <param name="Plugins">Where manifests come from.</param>
/// <param name="Streams">What stream names mean.</param>
/// <param name="Settings">What every build uses.</param>
/// <param name="Secrets">The secret variables.</param>
public sealed record BuildConfiguration(
    PluginSet Plugins, IStreamCatalog Streams, Func<BuildSettings> Settings, Func<SecretVariables> Secrets)
{
    /// <summary>A configuration that stays as it was loaded.</summary>
    /// <param name="site">The plugins and secrets.</param>
    /// <param name="streams">What stream names mean.</param>
    /// <param name="settings">What every build uses.</param>
    /// <returns>The configuration.</returns>
    public static BuildConfiguration Of(SiteConfiguration site, IStreamCatalog streams, BuildSettings settings)
    {
        ArgumentNullException.ThrowIfNull(site);
        var secrets = site.Secrets.Value ?? SecretVariables.None;
        return new BuildConfiguration(site.Plugins, streams, () => settings, () => secrets);
    }
}
