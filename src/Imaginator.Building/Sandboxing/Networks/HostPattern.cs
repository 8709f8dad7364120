using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// An entry of the list of HTTPS servers that builds reach: a host name such as <c>git.example.com</c>; <c>*.example.com</c> for
/// every name below a domain; an IP address. Each with <c>:PORT</c> if the port is not 443.
/// </summary>
/// <param name="Host">The name or address; with a leading dot for every name below it.</param>
/// <param name="Port">The port.</param>
public sealed record HostPattern(string Host, int Port)
{
    private const int HttpsPort = 443;
    private const string AnyBelow = "*.";

    /// <summary>Parses an entry. IPv6 addresses are in brackets.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostPattern? pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        var (host, port) = (text, HttpsPort);
        if (text.LastIndexOf(':') is >= 0 and var colon && !text.EndsWith(']'))
        {
            host = text[..colon];
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is < 1 or > ushort.MaxValue)
            {
                return false;
            }
        }

        var name = host.StartsWith(AnyBelow, StringComparison.Ordinal) ? host[AnyBelow.Length..] : host;
        if (Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return false;
        }

        pattern = new HostPattern(
            name.Length == host.Length ? Normalize(name) : "." + Normalize(name), port);
        return true;
    }

    /// <summary>Whether the entry covers a server. A final dot of the name does not matter.</summary>
    public bool Matches(string host, int port)
    {
        var name = Normalize(host);
        return port == Port
            && (Host.StartsWith('.') ? name.EndsWith(Host, StringComparison.Ordinal) && name.Length > Host.Length : name == Host);
    }

    private static string Normalize(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
