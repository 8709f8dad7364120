using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Entry;

/// <summary>Recognizes requests of browsers, whose pages can be those of other sites.</summary>
internal static class BrowserRequest
{
    // Only browsers set such headers: scripts of pages cannot.
    private const string BrowserPrefix = "Sec-";

    // Without TLS, a script can leave out the origin, the referrer and the cookies of its request, but not the language.
    private static readonly string[] Headers =
        [HeaderNames.AcceptLanguage, HeaderNames.Origin, HeaderNames.Referer, HeaderNames.Cookie];

    /// <summary>Whether a browser can have sent a request; programs send none of the headers unless they are told to.</summary>
    public static bool Is(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Headers.Any(request.Headers.ContainsKey)
            || request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal)
            || request.Headers.Keys.Any(name => name.StartsWith(BrowserPrefix, StringComparison.OrdinalIgnoreCase));
    }
}
