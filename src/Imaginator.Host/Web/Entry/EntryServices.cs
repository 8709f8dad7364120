using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Configuration;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Web.Actions;
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
        services.AddSingleton(NamesOf);
        services.AddSingleton<CallerGate>();
        services.AddSingleton<ReadGate>();
        services.AddSingleton<CredentialWatch>();
        services.AddSingleton<IVisitors, Visitors>();
        if (SignInOptions.From(flags, isInsecure) is { } options)
        {
            services.AddSingleton<ISignInAnswers, SignInAnswers>();
            services.AddSingleton<SignInLimit>();
            services.AddSessions(options);
        }

        return services;
    }

    private static OwnNames NamesOf(IServiceProvider provider)
    {
        var configuration = provider.GetService<LiveConfiguration>();
        var certificates = provider.GetService<CertificateStore>();
        return new OwnNames(
            () => configuration?.Current.Main.Notifications.BaseUrl, () => certificates?.Tls.Certificate.TargetCertificate);
    }
}
