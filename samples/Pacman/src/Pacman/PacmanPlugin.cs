using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Samples.Pacman;

/// <summary>The entry point: Imaginator creates the one public class that implements IPlugin.</summary>
public sealed class PacmanPlugin : IPlugin
{
    public string Description => "Packager of the type pacman";

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IPackager, PacmanPackager>();
}
