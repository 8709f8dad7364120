using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Entry;

/// <summary>The answers to requests without a permission to read.</summary>
internal static class EntryFailures
{
    /// <summary>The way to authenticate that programs can use.</summary>
    public const string Challenge = "Bearer realm=\"imaginator\"";

    private const string Title = "Not permitted";

    /// <summary>The request has no credential.</summary>
    public static Task AskForCredentialAsync(HttpContext http) => new WebFailure(
        StatusCodes.Status401Unauthorized,
        "Sign in",
        "this address requires a credential: a client certificate, a bearer token or a session").ExecuteAsync(http);

    /// <summary>The bearer token is unknown, revoked or expired.</summary>
    public static Task RefuseTokenAsync(HttpContext http)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = Challenge + ", error=\"invalid_token\"";
        return new WebFailure(
            StatusCodes.Status401Unauthorized,
            Title,
            "the bearer token is not valid: it is unknown, has expired or was revoked").ExecuteAsync(http);
    }

    /// <summary>The sender has sent too many credentials that are not valid.</summary>
    public static Task RefuseFloodAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return new WebFailure(
            StatusCodes.Status429TooManyRequests,
            Title,
            "the bearer token is not valid, and this address has sent too many that are not").ExecuteAsync(http);
    }

    /// <summary>The bearer token came over a connection that others can read.</summary>
    public static Task RefuseOpenConnectionAsync(HttpContext http) => new WebFailure(
        StatusCodes.Status403Forbidden,
        Title,
        "the bearer token was sent without encryption; revoke it, and use https: with its successor").ExecuteAsync(http);

    /// <summary>The browser uses a host name that can be that of another site.</summary>
    public static Task RefuseHostAsync(HttpContext http, string fault) =>
        new WebFailure(StatusCodes.Status403Forbidden, Title, fault).ExecuteAsync(http);

    /// <summary>The caller has no permission for the contents of the address.</summary>
    public static Task RefuseReaderAsync(HttpContext http, string user) => new WebFailure(
        StatusCodes.Status403Forbidden,
        Title,
        $"{user} has no permission to read this: it requires the role to view the stream, or all streams").ExecuteAsync(http);
}
