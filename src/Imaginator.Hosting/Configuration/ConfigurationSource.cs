using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration;

/// <summary>The location of configuration: a <c>file:</c> or <c>http(s):</c> URL or a path, and its display without secrets.</summary>
public sealed record ConfigurationSource(string Url, string Display)
{
    /// <summary>A location whose URL contains no secret, except for a user and password.</summary>
    public static ConfigurationSource Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new ConfigurationSource(
            url, UrlScheme.Of(url) == "file" && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length == 0
                ? uri.LocalPath
                : WithoutUserInfo(url));
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
        UrlScheme.UserInfoOf(url) is { } range && url[range].Contains('$', StringComparison.Ordinal) ? url : WithoutUserInfo(url);

    private static string WithoutUserInfo(string url) =>
        UrlScheme.UserInfoOf(url) is { } range ? url[..range.Start] + url[range.End..] : url;
}
