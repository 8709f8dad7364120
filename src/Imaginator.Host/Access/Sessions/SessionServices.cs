using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// Registers the sign-in of people. A daemon without it calls nothing here, and loads none of the libraries.
/// </summary>
internal static class SessionServices
{
    private const string Application = "imaginator";
    private const string KeyDirectory = "session-keys";

    public static IServiceCollection AddSessions(this IServiceCollection services, SignInOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton<EndedSessions>();
        services.AddDataProtection().SetApplicationName(Application);
        services.Configure<KeyManagementOptions>(
            keys => keys.XmlRepository = new KeyFiles(Path.Combine(options.StateDirectory, KeyDirectory)));
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookie>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, ProviderSetup>();
        services.AddAuthentication(SessionSchemes.Session)
            .AddCookie(SessionSchemes.Session)
            .AddOpenIdConnect(SessionSchemes.Provider, static _ => { });
        return services;
    }

    /// <summary>Reads the session of each request, and receives the answers of the provider.</summary>
    public static void UseSessions(this IApplicationBuilder application) => application.UseAuthentication();
}
