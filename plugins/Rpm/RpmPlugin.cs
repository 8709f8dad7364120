using Imaginator.Packagers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.Rpm;

/// <summary>Provides the packager type <c>rpm</c>.</summary>
public sealed class RpmPlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Packages of Fedora, RHEL and their derivatives (dnf, rpm)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration.BindSettings<NoSettings>();
        services.AddSingleton<IPackager, RpmPackager>();
    }
}
