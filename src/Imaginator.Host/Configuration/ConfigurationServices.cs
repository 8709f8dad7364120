using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Configuration;

/// <summary>Puts the configuration into the daemon.</summary>
internal static class ConfigurationServices
{
    /// <summary>Adds the configuration, and what keeps it up to date.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">What was loaded at the start; whoever loaded it disposes of it.</param>
    public static void AddLiveConfiguration(this IServiceCollection services, LiveConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddSingleton<IWatchedPart, ImageStreamsWatch>();
        services.AddSingleton<IWatchedPart, VariablesWatch>();
        services.AddHostedService<ConfigurationWatch>();
        services.AddHostedService<HangUpReload>();
        services.AddHostedService<StreamDirectories>();
    }
}
