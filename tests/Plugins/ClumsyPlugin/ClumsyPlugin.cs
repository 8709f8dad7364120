using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Fails in the way that its settings name.</summary>
public sealed class ClumsyPlugin : IPlugin
{
    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration["fails"])
        {
            case "register":
                throw new InvalidOperationException("cannot register");
            case "unsatisfied":
                services.AddSingleton<IPackager, ClumsyPackager>();
                break;
            case "part":
                services.AddSingleton<IPackager>(_ => throw new InvalidOperationException("cannot be made"));
                break;
            case "name":
                services.AddSingleton<IPackager>(new ClumsyPackager("Not A Name"));
                break;
            case "twice":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy"));
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy"));
                break;
        }
    }

    private sealed class ClumsyPackager(string typeName) : IPackager
    {
        public string TypeName => typeName;

        public PackagerType Defaults => new();
    }
}
