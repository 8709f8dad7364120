using Imaginator.Host.Access.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Entry;

/// <summary>Adds the gates of HTTP to the application.</summary>
internal static class EntryHandling
{
    /// <summary>Identifies the senders of all requests, and refuses those without a permission to read.</summary>
    public static void UseEntry(this WebApplication application)
    {
        var services = application.Services;
        var callers = services.GetRequiredService<CallerGate>();
        var readers = services.GetRequiredService<ReadGate>();
        if (services.GetService<SignInOptions>() is not null)
        {
            application.UseSignInLimit();
            application.UseSessions();
            application.MapSignIn();
        }

        application.Use(AddChallengeAsync);
        application.Use(callers.InvokeAsync);
        application.Use(readers.InvokeAsync);
    }

    // RFC 9110, section 15.5.2: each answer with status 401 names a way to authenticate.
    private static Task AddChallengeAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(
            static state =>
            {
                var response = (HttpResponse)state;
                if (response.StatusCode == StatusCodes.Status401Unauthorized)
                {
                    response.Headers.TryAdd(HeaderNames.WWWAuthenticate, EntryFailures.Challenge);
                }

                return Task.CompletedTask;
            },
            http.Response);
        return next(http);
    }
}
