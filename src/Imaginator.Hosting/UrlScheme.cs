using System.Text.RegularExpressions;

namespace Imaginator.Hosting;

/// <summary>URL schemes, which select plugins.</summary>
internal static partial class UrlScheme
{
    /// <summary>The scheme in lower case; <c>ssh</c> for git's short form <c>user@host:path</c>; null without a scheme.</summary>
    public static string? Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var scheme = Scheme().Match(url);
        if (scheme.Success)
        {
            return scheme.Groups[1].Value.ToLowerInvariant();
        }

        return ScpForm().IsMatch(url) ? "ssh" : null;
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
            : ScpFormWithoutUser().Match(url) is { Success: true } match && !isLoaded(match.Groups[1].Value.ToLowerInvariant())
                ? "ssh"
                : scheme;
    }

    /// <summary>The URL of an image store that is given as a URL or as the absolute path of a local store.</summary>
    public static string OfStore(string store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.StartsWith('/') ? "local://" + store : store;
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*):/", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A[^@:/\s]+@[^@:/\s]+:[^\s]", RegexOptions.CultureInvariant)]
    private static partial Regex ScpForm();

    [GeneratedRegex(@"\A([^@:/\s-][^@:/\s]*):(?!//)[^\s]", RegexOptions.CultureInvariant)]
    private static partial Regex ScpFormWithoutUser();
}
