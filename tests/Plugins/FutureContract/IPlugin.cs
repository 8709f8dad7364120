using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins;

/// <summary>The contract as it may be one day.</summary>
public interface IPlugin
{
    string Description { get; }

    void Register(IServiceCollection services, IConfiguration configuration);
}
