using Imaginator.Packagers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.Deb;

/// <summary>Provides the packager type <c>deb</c>.</summary>
public sealed class DebPlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Packages of Debian and its derivatives (apt, dpkg)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration.BindSettings<NoSettings>();
        services.AddSingleton<IPackager, DebPackager>();
    }
}
