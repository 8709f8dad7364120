using Imaginator.Building.Streams;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Builds;

/// <summary>The part of a site's configuration that its builder uses. The values of functions can change between builds.</summary>
public sealed record BuildConfiguration(
    PluginSet Plugins, IStreamCatalog Streams, Func<BuildSettings> Settings, Func<SecretVariables> Secrets)
{
    /// <summary>A configuration that does not change.</summary>
    public static BuildConfiguration Of(SiteConfiguration site, IStreamCatalog streams, BuildSettings settings)
    {
        ArgumentNullException.ThrowIfNull(site);
        var secrets = site.Secrets.Value ?? SecretVariables.None;
        return new BuildConfiguration(site.Plugins, streams, () => settings, () => secrets);
    }
}
