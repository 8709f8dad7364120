using Imaginator.Host.Configuration;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Access;

/// <summary>Registers what decides about permissions.</summary>
internal static class PermissionServices
{
    /// <summary>Adds the permissions. They use <see cref="LiveConfiguration"/> if it is registered.</summary>
    public static IServiceCollection AddPermissions(this IServiceCollection services, FlagValues flags, bool isInsecure)
    {
        var reads = ReadPolicy.From(flags, isInsecure);
        services.AddSingleton(reads);
        services.AddSingleton(provider =>
        {
            var live = provider.GetService<LiveConfiguration>();
            return new Permissions(() => live?.Current, reads);
        });
        services.AddSingleton<AntiForgery>();
        return services;
    }
}
