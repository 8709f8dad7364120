using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Needs its own version of an assembly of the program.</summary>
public sealed class BackwardPlugin : IPlugin
{
    public string Description => typeof(Bygone).Assembly.GetName().Version!.ToString(3);

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IPackager, BackwardPackager>();

    private sealed class BackwardPackager : IPackager
    {
        public string TypeName => Bygone.TypeName;

        public PackagerType Defaults => new() { InstallCommand = ["backward", "install"] };
    }
}
