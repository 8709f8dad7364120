using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Is built for a later major version of the contract.</summary>
public sealed class FuturePlugin : IPlugin
{
    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
    }
}
