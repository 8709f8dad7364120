using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Schedule;

/// <summary>Puts the automatic rebuilds into the daemon.</summary>
internal static class ScheduleServices
{
    /// <summary>Adds <see cref="IAutoRebuilds"/>, unless the flags turn automatic rebuilds off.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ImaginatorException">The interval is too long.</exception>
    public static void AddAutoRebuilds(this IServiceCollection services, FlagValues flags)
    {
        if (RebuildOptions.From(flags) is not { } options)
        {
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton<ExpirationExtender>();
        services.AddSingleton<AutoRebuilds>();
        services.AddSingleton<IAutoRebuilds>(provider => provider.GetRequiredService<AutoRebuilds>());
        services.AddHostedService(provider => provider.GetRequiredService<AutoRebuilds>());
    }
}
