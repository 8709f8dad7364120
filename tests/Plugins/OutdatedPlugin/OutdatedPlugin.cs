using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Lacks a member that the real contract asks for.</summary>
public sealed class OutdatedPlugin : IPlugin
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
    }
}
