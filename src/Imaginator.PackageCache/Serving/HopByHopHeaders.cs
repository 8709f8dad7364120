namespace Imaginator.PackageCache.Serving;

/// <summary>Headers that apply to one connection and are not forwarded (RFC 9110, section 7.6.1).</summary>
internal static class HopByHopHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Whether a header is forwarded; the header <c>Connection</c> names further hop-by-hop headers.</summary>
    public static bool IsForwarded(string name, string? connection) =>
        !Names.Contains(name)
        && connection?.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase) != true;
}
