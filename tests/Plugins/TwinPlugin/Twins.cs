using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>One of two.</summary>
public sealed class FirstTwin : IPlugin
{
    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
    }
}

/// <summary>The other one.</summary>
public sealed class SecondTwin : IPlugin
{
    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
    }
}
