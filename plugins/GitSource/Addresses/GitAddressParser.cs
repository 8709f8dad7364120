using System.Buffers;
using System.Globalization;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>Parses git URLs, including the form <c>[user@]host:path</c>.</summary>
/// <remarks>
/// Does not use <see cref="Uri"/>, which rejects passwords that git accepts and normalizes paths. Messages never contain any
/// part of the expanded URL.
/// </remarks>
internal static class GitAddressParser
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create(" @\\\"'%");

    public static GitAddress Parse(string url, string displayUrl)
    {
        if (url.Any(char.IsControl))
        {
            throw Fault(displayUrl, "it contains a control character");
        }

        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
        {
            return ParseHostAndPath(url, displayUrl);
        }

        var rest = url[(end + 3)..];
        return url[..end].ToLowerInvariant() switch
        {
            "https" => ParseHttp(GitScheme.Https, 443, rest, displayUrl),
            "http" => ParseHttp(GitScheme.Http, 80, rest, displayUrl),
            "ssh" => ParseSsh(rest, displayUrl),
            "git" => ParseDaemon(rest, displayUrl),
            "file" => ParseFile(rest, displayUrl),
            _ => throw Fault(displayUrl, "its scheme is not supported; use https, http, ssh, git or file"),
        };
    }

    private static GitAddress ParseHttp(GitScheme scheme, int port, string rest, string displayUrl)
    {
        var address = ParseAuthority(scheme, port, rest, displayUrl);
        if (address.Path.AsSpan().ContainsAny('?', '#'))
        {
            throw Fault(displayUrl, "it has a query or a fragment; encode ?, # and / in a user or password as %3F, %23 and %2F");
        }

        return Uri.TryCreate($"http://{address.Host}:{address.Port}{address.Path}", UriKind.Absolute, out _)
            ? address with { Path = address.Path.TrimEnd('/') }
            : throw Fault(displayUrl, "its host or path is malformed");
    }

    private static GitAddress ParseSsh(string rest, string displayUrl)
    {
        var address = ParseAuthority(GitScheme.Ssh, 0, rest, displayUrl);
        if (address.Password is not null)
        {
            throw Fault(displayUrl, "ssh URLs cannot contain a password; remove it, and set sshIdentityFile in the settings of "
                + "plugin GitSource to a private key without a passphrase");
        }

        // ssh://host/~user/x means x in the home of user, as with git.
        var path = Decode(address.Path, displayUrl);
        return CheckSsh(address with { Path = path.StartsWith("/~", StringComparison.Ordinal) ? path[1..] : path });
    }

    private static GitAddress ParseHostAndPath(string text, string displayUrl)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var hostEnd = text.IndexOf("]:", StringComparison.Ordinal) is var bracket && bracket >= 0
            ? bracket + 1
            : text.IndexOf(':', StringComparison.Ordinal);
        if (hostEnd <= 0 || text.IndexOf('/', StringComparison.Ordinal) is var slash && slash >= 0 && slash < hostEnd)
        {
            throw Fault(displayUrl, "it has neither the form SCHEME://HOST/PATH nor USER@HOST:PATH");
        }

        if (at > hostEnd)
        {
            throw Fault(displayUrl, "a colon precedes the @; ssh URLs cannot contain a password");
        }

        return CheckSsh(new GitAddress
        {
            Scheme = GitScheme.Ssh,
            User = at < 0 ? null : text[..at],
            Host = text[(at + 1)..hostEnd],
            Path = text[(hostEnd + 1)..],
            DisplayUrl = displayUrl,
        });
    }

    private static GitAddress ParseDaemon(string rest, string displayUrl)
    {
        var address = ParseAuthority(GitScheme.Git, 9418, rest, displayUrl);
        return address.User is null && address.Password is null
            ? address with { Path = Decode(address.Path, displayUrl) }
            : throw Fault(displayUrl, "git:// URLs cannot contain a user; use https or ssh");
    }

    private static GitAddress ParseFile(string rest, string displayUrl)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && rest[..slash] is "" or "localhost"
            ? new GitAddress { Scheme = GitScheme.File, Path = Decode(rest[slash..], displayUrl), DisplayUrl = displayUrl }
            : throw Fault(displayUrl, "it must have the form file:///ABSOLUTE/PATH");
    }

    private static GitAddress ParseAuthority(GitScheme scheme, int defaultPort, string rest, string displayUrl)
    {
        var authorityEnd = rest.AsSpan().IndexOfAny('/', '?', '#') is var end && end < 0 ? rest.Length : end;
        var authority = rest[..authorityEnd];

        // The last @, because a password can contain another one.
        var at = authority.LastIndexOf('@');
        var userInfo = at < 0 ? [] : authority[..at].Split(':', 2);
        var (host, port) = ParseHost(authority[(at + 1)..], defaultPort, displayUrl);
        return new GitAddress
        {
            Scheme = scheme,
            User = userInfo.Length > 0 ? Decode(userInfo[0], displayUrl) : null,
            Password = userInfo.Length > 1 ? Decode(userInfo[1], displayUrl) : null,
            WrittenPassword = userInfo.Length > 1 ? userInfo[1] : null,
            Secrets = FindSecrets(scheme, userInfo),
            Host = host,
            Port = port,
            Path = authorityEnd < rest.Length ? rest[authorityEnd..] : throw Fault(displayUrl, "it has no path"),
            DisplayUrl = displayUrl,
        };
    }

    private static string[] FindSecrets(GitScheme scheme, string[] userInfo)
    {
        // Sites use tokens as users without a password. The user of ssh is not secret.
        var secret = userInfo.Length > 1 ? userInfo[1]
            : userInfo.Length == 1 && scheme != GitScheme.Ssh ? userInfo[0]
            : "";
        var decoded = Uri.UnescapeDataString(secret);
        return [.. new[] { secret, decoded, Uri.EscapeDataString(decoded) }.Where(form => form.Length > 0).Distinct()];
    }

    private static (string Host, int Port) ParseHost(string text, int defaultPort, string displayUrl)
    {
        var colon = text.LastIndexOf(':');
        var host = colon > text.LastIndexOf(']') ? text[..colon] : text;
        var port = host.Length == text.Length || colon == text.Length - 1
            ? defaultPort
            : ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw Fault(displayUrl, "its port is invalid; use a number from 1 to 65535");
        return IsHost(host) ? (host, port) : throw Fault(displayUrl, "its host is missing or malformed");
    }

    // ssh would interpret a name with a leading dash as an option.
    private static GitAddress CheckSsh(GitAddress address) =>
        !IsHost(address.Host) ? throw Fault(address.DisplayUrl, "its host is missing or malformed")
        : address.Path.TrimEnd('/').Length == 0 ? throw Fault(address.DisplayUrl, "it has no path")
        : address.Path.StartsWith('-') ? throw Fault(address.DisplayUrl, "its path starts with a dash")
        : address.User is "" || address.User?.StartsWith('-') == true ? throw Fault(address.DisplayUrl, "its user is malformed")
        : address;

    private static bool IsHost(string host) => host.Length > 0
        && host[0] != '-'
        && (host[0] == '[') == (host[^1] == ']')
        && !host.AsSpan().ContainsAny(NotInHosts);

    private static string Decode(string text, string displayUrl)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Any(char.IsControl) ? throw Fault(displayUrl, "it contains a control character") : decoded;
    }

    private static ManifestFetchException Fault(string displayUrl, string fault) =>
        new(ManifestFetchError.BadUrl, $"invalid manifest URL {displayUrl}: {fault}");
}
