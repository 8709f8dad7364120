using System.Text.RegularExpressions;
using Imaginator.Building.Variables;

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
            url, UrlScheme.Of(url) == "file" && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length == 0
                ? uri.LocalPath
                : UserInfo().Replace(url, "$1"));
    }

    /// <summary>The place that a URL with variables names; people see the URL as it was written.</summary>
    /// <param name="url">The URL or path, not expanded.</param>
    /// <param name="secrets">The variables of the variables file.</param>
    /// <returns>The place.</returns>
    public static ConfigurationSource Expand(string url, SecretVariables secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var expanded = new VariableScope(VariableScope.OfMachine, secrets.Values).Expand(url);
        return new ConfigurationSource(expanded, expanded == url ? Of(url).Display : WithoutLiteralUser(url));
    }

    /// <summary>The path, if it is a file of this machine; null for anything else, a malformed <c>file:</c> URL too.</summary>
    public string? FilePath => UrlScheme.Of(Url) switch
    {
        null when !Url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => Url,
        "file" => Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Host.Length == 0 ? uri.LocalPath : null,
        _ => null,
    };

    // The names of variables tell nothing, and are what somebody looks for who has to mend the URL.
    private static string WithoutLiteralUser(string url) =>
        UserInfo().Replace(url, match => match.Value.Contains('$') ? match.Value : match.Groups[1].Value);

    // As text, because a URI writes user and password in its own way, which may not be found again in the text.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
