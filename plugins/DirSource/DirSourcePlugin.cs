using Imaginator.Manifests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.DirSource;

/// <summary>Provides manifests from directories on this machine: <c>dir:///absolute/path</c>.</summary>
public sealed class DirSourcePlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Image manifests from directories on this machine (dir:)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var limits = configuration.BindSettings<CopyLimits>();
        services.AddSingleton<IManifestSource>(new DirectoryManifestSource(limits));
    }
}
