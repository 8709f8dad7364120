using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins;

/// <summary>The contract as it never was: without a description.</summary>
public interface IPlugin
{
    void Register(IServiceCollection services, IConfiguration configuration);
}
