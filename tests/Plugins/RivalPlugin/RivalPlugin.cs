using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Claims a packager type that GoodPlugin provides, and one of its own.</summary>
public sealed class RivalPlugin : IPlugin
{
    public string Description => "Wants what others have.";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IPackager>(new RivalPackager("good"));
        services.AddSingleton<IPackager>(new RivalPackager("rival"));
    }

    private sealed class RivalPackager(string typeName) : IPackager
    {
        public string TypeName => typeName;

        public PackagerType Defaults => new() { InstallCommand = ["rival", "install"] };
    }
}
