using System.Text.RegularExpressions;

namespace Imaginator.Hosting.Configuration;

/// <summary>Where a piece of configuration is: a <c>file:</c> or <c>http(s):</c> URL or a path.</summary>
/// <param name="Url">The URL or path; may hold secrets.</param>
/// <param name="Display">How it is shown to people, without secrets.</param>
public sealed partial record ConfigurationSource(string Url, string Display)
{
    /// <summary>A place whose URL holds no secret but, maybe, a user and password in front of the host.</summary>
    /// <param name="url">The URL or path.</param>
    /// <returns>The place.</returns>
    public static ConfigurationSource Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new ConfigurationSource(
            url, UrlScheme.Of(url) == "file" && Uri.TryCreate(url, UriKind.Absolute, out var uri)
                ? uri.LocalPath
                : UserInfo().Replace(url, "$1"));
    }

    // As text, because a URI writes user and password in its own way, which may not be found again in the text.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
