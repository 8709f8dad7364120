using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Schedule;

/// <summary>Registers the automatic rebuilds.</summary>
internal static class ScheduleServices
{
    /// <summary>Adds <see cref="IAutoRebuilds"/>, unless the flags disable automatic rebuilds.</summary>
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
