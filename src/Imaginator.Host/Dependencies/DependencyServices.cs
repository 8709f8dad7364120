using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Dependencies;

/// <summary>Registers the dependencies of streams.</summary>
internal static class DependencyServices
{
    public static void AddDependencies(this IServiceCollection services, FlagValues flags)
    {
        services.AddSingleton(ScannerDirectories.From(flags));
        services.AddSingleton<ManifestScanner>();
        services.AddSingleton<DependencyFinder>();
        services.AddSingleton<DependencyService>();
        services.AddSingleton<IStreamDependencies>(provider => provider.GetRequiredService<DependencyService>());
        services.AddHostedService(provider => provider.GetRequiredService<DependencyService>());
    }
}
