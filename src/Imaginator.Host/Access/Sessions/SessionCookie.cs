using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Access.Sessions;

/// <summary>Configures the cookie of sessions.</summary>
internal sealed class SessionCookie(SignInOptions session, EndedSessions ended, TimeProvider timeProvider)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    /// <summary>The name of the cookie. Browsers accept the prefix over HTTPS only.</summary>
    public static string NameOf(SignInOptions session) => session.IsSecure ? "__Secure-imaginator-session" : "imaginator-session";

    /// <summary>
    /// Whether cookies are for HTTPS only. A daemon without certificates can be behind a proxy that serves HTTPS.
    /// </summary>
    public static CookieSecurePolicy SecurePolicyOf(SignInOptions session) =>
        session.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    public void Configure(CookieAuthenticationOptions options) => Configure(SessionSchemes.Session, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        if (name != SessionSchemes.Session)
        {
            return;
        }

        options.TimeProvider = timeProvider;
        options.ExpireTimeSpan = session.Lifetime;
        options.SlidingExpiration = false;
        options.Cookie.Name = NameOf(session);
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = SecurePolicyOf(session);

        // A link from another site opens a page of the session. Other requests from other sites have no cookie.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (SignedInUser.FromSession(context.Principal) is not { } user || ended.Contains(user.SessionId, context.Properties.IssuedUtc))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SessionSchemes.Session);
        }
    }
}
