using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Access.Tokens;

/// <summary>Registers bearer tokens.</summary>
internal static class TokenServices
{
    public static IServiceCollection AddTokens(this IServiceCollection services, FlagValues flags)
    {
        services.AddSingleton(new TokenFile(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory))));
        services.AddSingleton<TokenStore>();
        services.AddSingleton<FailedCredentials>();
        return services;
    }
}
