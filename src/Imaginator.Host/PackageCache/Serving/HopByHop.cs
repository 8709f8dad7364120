namespace Imaginator.Host.PackageCache.Serving;

/// <summary>Headers that are between two neighbours, and not passed on (RFC 9110, section 7.6.1).</summary>
internal static class HopByHop
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Whether a header is passed on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connection">The header <c>Connection</c>, which names more of them.</param>
    public static bool IsPassedOn(string name, string? connection) =>
        !Names.Contains(name)
        && connection?.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase) != true;
}
