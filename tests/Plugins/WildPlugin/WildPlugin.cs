using Imaginator.Manifests;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.TestPlugins;

/// <summary>Provides a manifest source that does what the path of its URL says.</summary>
public sealed class WildPlugin : IPlugin
{
    public string Description => "Fetches in the way that the URL names";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        if (ForgedAnswer.IsPossible && configuration["damage"] == "setup")
        {
            ForgedAnswer.Write(ForgedAnswer.Log, "{");
        }

        services.AddSingleton<IManifestSource>(provider => new WildManifestSource(
            configuration, provider.GetRequiredService<ILogger<WildManifestSource>>()));
    }
}
