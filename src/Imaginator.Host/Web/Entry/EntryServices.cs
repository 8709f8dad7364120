using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Web.Console;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Entry;

/// <summary>Registers the gates of readers, and the sign-in of people.</summary>
internal static class EntryServices
{
    /// <exception cref="UsageException">A value of the flags of sign-in is missing or invalid.</exception>
    public static IServiceCollection AddEntry(this IServiceCollection services, FlagValues flags, bool isInsecure)
    {
        services.AddSingleton<CallerGate>();
        services.AddSingleton<ReadGate>();
        services.AddSingleton<CredentialWatch>();
        services.AddSingleton<IVisitors, Visitors>();
        if (SignInOptions.From(flags, isInsecure) is { } options)
        {
            services.AddSingleton<ISignInAnswers, SignInAnswers>();
            services.AddSessions(options);
        }

        return services;
    }
}
