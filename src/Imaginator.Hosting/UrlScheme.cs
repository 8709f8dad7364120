using System.Text.RegularExpressions;

namespace Imaginator.Hosting;

/// <summary>Tells which kind of place a URL names, and so which plugin is responsible for it.</summary>
public static partial class UrlScheme
{
    /// <summary>The scheme of a URL.</summary>
    /// <param name="url">A URL, or git's short form <c>user@host:path</c>.</param>
    /// <returns>The scheme in lower case; <c>ssh</c> for git's short form; null where there is none.</returns>
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

    /// <summary>Writes the URL of an image server out in full.</summary>
    /// <param name="store">A URL, or the absolute path of a local store.</param>
    /// <returns>The URL; of a path, its <c>local:</c> URL.</returns>
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
