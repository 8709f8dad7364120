using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource;

/// <summary>Fetches manifests from git repositories. Its settings are those of <see cref="GitSourceSettings"/>.</summary>
public sealed class GitSourcePlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Fetches manifests from git repositories (https, http, ssh, git, file).";

    /// <inheritdoc/>
    /// <exception cref="ImaginatorException">A setting has a value that cannot be used.</exception>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var settings = GitSourceSettings.Read(configuration);
        services.AddSingleton<IManifestSource>(provider => new GitManifestSource(
            settings,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<GitManifestSource>>()));
    }
}
