using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource;

/// <summary>Fetches manifests from git repositories. <see cref="GitSourceSettings"/> describes its settings.</summary>
public sealed class GitSourcePlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Image manifests from git repositories (https, http, ssh, git, file)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.BindSettings<GitSourceSettings>();
        services.AddSingleton<IManifestSource>(provider => new GitManifestSource(
            settings,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GitManifestSource>>()));
    }
}
