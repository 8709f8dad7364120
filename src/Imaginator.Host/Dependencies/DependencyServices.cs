using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Dependencies;

/// <summary>Puts the dependencies into the daemon.</summary>
internal static class DependencyServices
{
    /// <summary>Adds <see cref="IStreamDependencies"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="flags">Where the state directory is.</param>
    public static void AddDependencies(this IServiceCollection services, FlagValues flags)
    {
        var stateDirectory = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        services.AddSingleton(provider => new ManifestScanner(
            provider.GetRequiredService<PluginSet>(),
            Path.Combine(stateDirectory, "manifests"),
            Path.Combine(stateDirectory, "dependencies"),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DependencyFinder>();
        services.AddSingleton<DependencyService>();
        services.AddSingleton<IStreamDependencies>(provider => provider.GetRequiredService<DependencyService>());
        services.AddHostedService(provider => provider.GetRequiredService<DependencyService>());
    }
}
