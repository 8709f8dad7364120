using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Entry;

/// <summary>The addresses for signing in and out. They exist only if people can sign in.</summary>
internal static class SignInRoutes
{
    private const string Channel = "web";
    private const string Method = "Imaginator.SignOut";

    public static void MapSignIn(this WebApplication application)
    {
        var services = application.Services;
        var options = services.GetRequiredService<SignInOptions>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<SignInOptions>();
        application.MapGet(EntryAddress.SignIn, http => SignInAsync(http, options, logger));
        application.MapGet(EntryAddress.SignedOut, http => new WebFailure(
            StatusCodes.Status200OK,
            "Signed out",
            "your session on this daemon has ended; the provider can still know you, until you sign out there").ExecuteAsync(http));
        application.MapPost(EntryAddress.SignOut, http => SignOutAsync(http, options));
    }

    private static async Task SignInAsync(HttpContext http, SignInOptions options, ILogger logger)
    {
        var request = http.Request;
        if (options.IsSecure && !request.IsHttps)
        {
            await FailAsync(http, StatusCodes.Status400BadRequest, "signing in requires https:; the session would be readable on its way");
            return;
        }

        var returnTo = request.Query[EntryAddress.ReturnTo].ToString();
        var properties = new AuthenticationProperties
        {
            RedirectUri = request.PathBase + (EntryAddress.IsLocal(returnTo) ? returnTo : PageAddress.Status),
        };
        try
        {
            await http.ChallengeAsync(SessionSchemes.Provider, properties);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or ImaginatorException)
        {
            // The library fetches the addresses of the provider with the first request, and wraps all failures.
            AccessLog.SignInFailed(logger, options.Issuer.Host, e.InnerException?.Message ?? e.Message);
            await FailAsync(
                http, StatusCodes.Status503ServiceUnavailable, "signing in is not possible: the provider does not answer; see the daemon log");
        }
    }

    private static async Task SignOutAsync(HttpContext http, SignInOptions options)
    {
        var services = http.RequestServices;
        if (http.Request.HasFormContentType)
        {
            await http.Request.ReadFormAsync(http.RequestAborted);
        }

        if (services.GetRequiredService<ActionGate>().FindForeign(http, AuditActions.SignOut, Method, "") is { } foreign)
        {
            await FailAsync(http, StatusCodes.Status403Forbidden, foreign.Message);
            return;
        }

        if (http.Features.Get<WebIdentity>() is { Kind: AuthenticationKind.Session } identity)
        {
            // The session's own end: the lifetime can have been longer when it began.
            var until = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc
                ?? services.GetRequiredService<TimeProvider>().GetUtcNow() + options.Lifetime;
            services.GetRequiredService<EndedSessions>().End(identity.SessionId, until);
            await http.SignOutAsync(SessionSchemes.Session);
            services.GetRequiredService<AuditLog>().Allowed(
                new AuditedCall(services.GetRequiredService<WebCallers>().Of(http, Method), AuditActions.SignOut, "", Channel));
        }

        await new SeeOther(http.Request.PathBase + EntryAddress.SignedOut).ExecuteAsync(http);
    }

    private static Task FailAsync(HttpContext http, int status, string reason) =>
        new WebFailure(status, "Sign in", reason).ExecuteAsync(http);
}
