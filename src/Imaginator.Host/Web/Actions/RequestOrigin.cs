using Imaginator.Host.Access;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// Rejects requests that a page of another site makes a user's browser send: browsers attach client certificates and cookies to such
/// requests as well, but no bearer tokens.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>The header that programs send: a page of another site cannot set it.</summary>
    public const string Header = "X-Imaginator-Request";

    private const string ForeignSite = "the request comes from a page of another site";

    /// <summary>
    /// The reason for rejecting a request; null if it is accepted. Without certificates, the host name counts as well: another
    /// site's name can resolve to this address. A form of a session must have the token of its session; it must have been read before.
    /// </summary>
    public static string? FaultOf(HttpContext http, bool isInsecure, OwnNames names, AntiForgery forms)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(forms);
        if (isInsecure && names.FaultOf(http.Request) is { } fault)
        {
            return fault;
        }

        return http.Features.Get<WebIdentity>()?.Kind switch
        {
            AuthenticationKind.Token => null,
            AuthenticationKind.Session => FaultOfSource(http.Request) ?? FaultOfForm(http, forms),
            _ => FaultOfSource(http.Request),
        };
    }

    private static string? FaultOfSource(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site != "same-origin")
        {
            return ForeignSite;
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) ? null : ForeignSite;
        }

        return site == "same-origin" || request.Headers.ContainsKey(Header)
            ? null
            : $"header {Header} is missing; programs must send it, with any value";
    }

    private static string? FaultOfForm(HttpContext http, AntiForgery forms)
    {
        var request = http.Request;
        var token = request.HasFormContentType
            ? request.Form[AntiForgery.FieldName].ToString()
            : request.Headers[AntiForgery.HeaderName].ToString();

        // Scripts of other sites cannot set the header, and forms have none.
        return forms.IsValid(http, token) || (!request.HasFormContentType && request.Headers.ContainsKey(Header))
            ? null
            : "the form does not belong to this session; reload its page, and try again";
    }
}
