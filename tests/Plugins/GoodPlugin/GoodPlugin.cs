using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Provides one part of each kind.</summary>
public sealed class GoodPlugin : IPlugin
{
    public string Description => "Does what a plugin should.";

    public IReadOnlyCollection<string> LaterSettings => ["mirror"];

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddSingleton<IPackager, GoodPackager>();
        services.AddSingleton<IManifestSource, GoodManifestSource>();
        services.AddSingleton<IUploader, GoodUploader>();
    }
}
