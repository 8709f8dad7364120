using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Cannot be constructed.</summary>
public sealed class UnluckyPlugin : IPlugin
{
    public UnluckyPlugin() => throw new InvalidOperationException("no luck\ntoday");

    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
    }
}
