using Imaginator.Host.Configuration.Directories;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>Registers the configuration.</summary>
internal static class ConfigurationServices
{
    /// <summary>Adds the configuration, which the caller disposes of, and the services that follow its changes.</summary>
    public static void AddLiveConfiguration(this IServiceCollection services, LiveConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddSingleton<IWatchedPart, ImageStreamsWatch>();
        services.AddSingleton<IWatchedPart, VariablesWatch>();
        services.AddSingleton<IWatchedPart, BootstrapFilesWatch>();
        services.AddHostedService<ConfigurationWatch>();
        services.AddHostedService<HangUpReload>();
        services.AddHostedService<StreamDirectories>();
    }
}
