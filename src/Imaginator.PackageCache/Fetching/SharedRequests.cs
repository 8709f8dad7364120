using Imaginator.PackageCache.Storage;
using Microsoft.AspNetCore.Http;

namespace Imaginator.PackageCache.Fetching;

/// <summary>Decides which requests can share a response. Of their headers, only <c>User-Agent</c> reaches the origin then.</summary>
internal static class SharedRequests
{
    private const string UserAgent = "User-Agent";

    // The cache stores files without an encoding, which suit every request.
    private const string AcceptEncoding = "Accept-Encoding";

    /// <summary>The beginning of headers that zypper adds to identify the system.</summary>
    private const string ZyppPrefix = "X-ZYpp-";

    private static readonly HashSet<string> Neutral = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", UserAgent, "Accept", AcceptEncoding, "Accept-Language", "Accept-Charset", "Cache-Control", "Pragma", "Range",
        "Referer", "Origin", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Connection",
        "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Via", "Max-Forwards",
    };

    /// <summary>
    /// Whether the response to a request can be shared: all its headers are known to carry no credentials. Repositories use many
    /// other headers for keys.
    /// </summary>
    public static bool AreNeutral(IHeaderDictionary headers) =>
        headers.Keys.All(name => Neutral.Contains(name) || name.StartsWith(ZyppPrefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The headers without which a request can share a response; null if no request can: the origin distinguishes clients.
    /// </summary>
    public static IReadOnlyList<string>? VaryOf(HttpResponseMessage response)
    {
        var names = response.Headers.Vary.Where(name => !name.Equals(AcceptEncoding, StringComparison.OrdinalIgnoreCase)).ToList();
        return names.Any(name => name == "*" || name.Equals(UserAgent, StringComparison.OrdinalIgnoreCase)) ? null : names;
    }

    /// <summary>Whether a file is a response to a request with these headers.</summary>
    public static bool Suit(IHeaderDictionary headers, FileHead head) => !head.Vary.Any(headers.ContainsKey);
}
