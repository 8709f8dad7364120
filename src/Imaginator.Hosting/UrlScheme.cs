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
}
