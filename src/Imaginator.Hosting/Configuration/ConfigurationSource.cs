using System.Text.RegularExpressions;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration;

/// <summary>The location of configuration: a <c>file:</c> or <c>http(s):</c> URL or a path, and its display without secrets.</summary>
public sealed partial record ConfigurationSource(string Url, string Display)
{
    /// <summary>
    /// The reason why nothing can be read from the location: a clause, without secrets. Null for a location that is known.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The location of a URL whose variables cannot be filled in.</summary>
    public static ConfigurationSource Unknown(string url, string fault)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new ConfigurationSource(url, WithoutLiteralUser(url)) { Fault = fault };
    }

    /// <summary>A location whose URL contains no secret, except for a user and password.</summary>
    public static ConfigurationSource Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new ConfigurationSource(
            url, UrlScheme.Of(url) == "file" && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length == 0
                ? uri.LocalPath
                : UserInfo().Replace(url, "$1"));
    }

    /// <summary>The location of a URL with variables. Its display contains the names of the variables.</summary>
    /// <exception cref="ImaginatorException">The value of a variable does not fit into the URL.</exception>
    public static ConfigurationSource Expand(string url, SecretVariables secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var expanded = UrlVariables.ForSite(secrets.Values).Expand(url).Value;
        return new ConfigurationSource(expanded, expanded == url ? Of(url).Display : WithoutLiteralUser(url));
    }

    /// <summary>The path of a file on this machine; null for other locations and for an invalid <c>file:</c> URL.</summary>
    public string? FilePath => UrlScheme.Of(Url) switch
    {
        null when !Url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => Url,
        "file" => Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Host.Length == 0 ? uri.LocalPath : null,
        _ => null,
    };

    // The names of variables are not secret, and help to find a faulty URL.
    private static string WithoutLiteralUser(string url) =>
        UserInfo().Replace(url, match => match.Value.Contains('$') ? match.Value : match.Groups[1].Value);

    // As text: Uri changes the spelling of user and password.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
