using System.Buffers;
using System.Globalization;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>Takes git URLs apart.</summary>
/// <remarks>
/// Not by <see cref="Uri"/>: it refuses passwords that git takes as they are, and rewrites paths. Messages never repeat
/// any part of the expanded URL.
/// </remarks>
internal static class GitAddressParser
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create(" @\\\"'%");

    /// <summary>Takes a URL apart.</summary>
    /// <param name="url">The expanded URL, or <c>[user@]host:path</c>.</param>
    /// <param name="displayUrl">The URL for messages.</param>
    /// <returns>Its parts.</returns>
    /// <exception cref="ManifestFetchException">It is malformed or of a scheme that git has not (BadUrl).</exception>
    public static GitAddress Parse(string url, string displayUrl)
    {
        if (url.Any(char.IsControl))
        {
            throw Fault(displayUrl, "it holds a control character");
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
            _ => throw Fault(displayUrl, "its scheme is none of https, http, ssh, git and file"),
        };
    }

    private static GitAddress ParseHttp(GitScheme scheme, int port, string rest, string displayUrl)
    {
        var address = ParseAuthority(scheme, port, rest, displayUrl);
        if (address.Path.AsSpan().ContainsAny('?', '#'))
        {
            throw Fault(displayUrl, "a git URL has no query and no fragment; "
                + "a ?, # or / in a user or password is written %3F, %23, %2F");
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
            throw Fault(displayUrl, "ssh takes no password from a URL; remove it, and set the plugin's sshIdentityFile to a "
                + "private key without a passphrase");
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
            throw Fault(displayUrl, "it is neither SCHEME://… nor user@host:path");
        }

        if (at > hostEnd)
        {
            throw Fault(displayUrl, "a : stands before the @; ssh takes no password from a URL");
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
            : throw Fault(displayUrl, "the git protocol knows no users; use https or ssh");
    }

    private static GitAddress ParseFile(string rest, string displayUrl)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && rest[..slash] is "" or "localhost"
            ? new GitAddress { Scheme = GitScheme.File, Path = Decode(rest[slash..], displayUrl), DisplayUrl = displayUrl }
            : throw Fault(displayUrl, "a file URL is file:///ABSOLUTE/PATH");
    }

    private static GitAddress ParseAuthority(GitScheme scheme, int defaultPort, string rest, string displayUrl)
    {
        var authorityEnd = rest.AsSpan().IndexOfAny('/', '?', '#') is var end && end < 0 ? rest.Length : end;
        var authority = rest[..authorityEnd];

        // The last @, so that one in a password does no harm.
        var at = authority.LastIndexOf('@');
        var userInfo = at < 0 ? [] : authority[..at].Split(':', 2);
        var (host, port) = ParseHost(authority[(at + 1)..], defaultPort, displayUrl);
        return new GitAddress
        {
            Scheme = scheme,
            User = userInfo.Length > 0 ? Decode(userInfo[0], displayUrl) : null,
            Password = userInfo.Length > 1 ? Decode(userInfo[1], displayUrl) : null,
            Secrets = FindSecrets(scheme, userInfo),
            Host = host,
            Port = port,
            Path = authorityEnd < rest.Length ? rest[authorityEnd..] : throw Fault(displayUrl, "it names no path"),
            DisplayUrl = displayUrl,
        };
    }

    private static string[] FindSecrets(GitScheme scheme, string[] userInfo)
    {
        // Sites pass tokens as a user without a password; ssh's user is no secret.
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
                : throw Fault(displayUrl, "its port is not a number from 1 to 65535");
        return IsHost(host) ? (host, port) : throw Fault(displayUrl, "its host is missing or malformed");
    }

    // A name that starts with a dash would be an option of ssh.
    private static GitAddress CheckSsh(GitAddress address) =>
        !IsHost(address.Host) ? throw Fault(address.DisplayUrl, "its host is missing or malformed")
        : address.Path.TrimEnd('/').Length == 0 ? throw Fault(address.DisplayUrl, "it names no path")
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
        return decoded.Any(char.IsControl) ? throw Fault(displayUrl, "it holds a control character") : decoded;
    }

    private static ManifestFetchException Fault(string displayUrl, string fault) =>
        new(ManifestFetchError.BadUrl, $"The manifest URL {displayUrl} cannot be used: {fault}.");
}
