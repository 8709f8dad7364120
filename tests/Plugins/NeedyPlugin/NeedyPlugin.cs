using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Needs a library of its own.</summary>
public sealed class NeedyPlugin : IPlugin
{
    public string Description => "Needs a library.";

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IPackager, NeedyPackager>();

    private sealed class NeedyPackager : IPackager
    {
        public string TypeName => Library.TypeName;

        public PackagerType Defaults => new() { InstallCommand = ["needy", "install"] };
    }
}
