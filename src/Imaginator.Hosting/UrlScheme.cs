namespace Imaginator.Hosting;

/// <summary>URL schemes, which select plugins.</summary>
/// <remarks>Every start reads URLs. Regular expressions would keep 1 MB of code in the memory of the idle daemon.</remarks>
internal static class UrlScheme
{
    /// <summary>The scheme in lower case; <c>ssh</c> for git's short form <c>user@host:path</c>; null without a scheme.</summary>
    public static string? Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (TrySplit(url, out var before, out var after) && Uri.CheckSchemeName(before) && after.StartsWith('/'))
        {
            return before.ToLowerInvariant();
        }

        return IsScpForm(url) ? "ssh" : null;
    }

    /// <summary>
    /// The scheme of a manifest URL, as git reads it: <c>host:path</c> and <c>host:/path</c>, also without a user, are short forms of ssh
    /// URLs unless a plugin has the scheme. The host can be an alias in the configuration of ssh.
    /// </summary>
    public static string? OfManifest(string url, Func<string, bool> isLoaded)
    {
        ArgumentNullException.ThrowIfNull(isLoaded);
        var scheme = Of(url);
        return scheme is not null && (isLoaded(scheme) || url.AsSpan(scheme.Length).StartsWith("://", StringComparison.Ordinal))
            ? scheme
            : HostOfScpForm(url) is { } host && !isLoaded(host.ToLowerInvariant())
                ? "ssh"
                : scheme;
    }

    /// <summary>The URL of an image store that is given as a URL or as the absolute path of a local store.</summary>
    public static string OfStore(string store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.StartsWith('/') ? "local://" + store : store;
    }

    /// <summary>
    /// The user information of <c>SCHEME://USER:PASSWORD@HOST</c> with the at sign, as a range of the text; null if there is none. Class
    /// <see cref="Uri"/> would change the spelling.
    /// </summary>
    public static Range? UserInfoOf(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!TrySplit(url, out var scheme, out var after) || !Uri.CheckSchemeName(scheme) || !after.StartsWith("//"))
        {
            return null;
        }

        var start = scheme.Length + "://".Length;
        var length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = length < 0 ? url.AsSpan(start) : url.AsSpan(start, length);
        var at = authority.LastIndexOf('@');
        return at < 0 ? null : start..(start + at + 1);
    }

    private static bool TrySplit(string url, out string before, out ReadOnlySpan<char> after)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        before = url[..Math.Max(colon, 0)];
        after = url.AsSpan(colon + 1);
        return colon > 0;
    }

    private static bool IsScpForm(string url) =>
        TrySplit(url, out var before, out var path)
        && before.Split('@') is [var user, var host]
        && IsName(user)
        && IsName(host)
        && IsPath(path);

    private static string? HostOfScpForm(string url) =>
        TrySplit(url, out var host, out var path)
        && IsName(host)
        && !host.StartsWith('-')
        && IsPath(path)
        && !path.StartsWith("//")
            ? host
            : null;

    private static bool IsName(string text) =>
        text.Length > 0 && !text.Any(character => character is '@' or '/' || char.IsWhiteSpace(character));

    private static bool IsPath(ReadOnlySpan<char> text) => text.Length > 0 && !char.IsWhiteSpace(text[0]);
}
