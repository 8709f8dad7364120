using System.Security.Cryptography;
using System.Text;

namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>A parsed git URL. It contains secrets; messages must use <see cref="DisplayUrl"/> only.</summary>
internal sealed record GitAddress
{
    public required GitScheme Scheme { get; init; }

    /// <summary>The user, percent-decoded; null if the URL has none.</summary>
    public string? User { get; init; }

    /// <summary>The password, percent-decoded; null if the URL has none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// The password without decoding; null if the URL has none. A value from a variables file can look encoded without being so.
    /// </summary>
    public string? WrittenPassword { get; init; }

    /// <summary>The secret parts of the URL, in all their encodings.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The host name or address, with brackets around an IPv6 address; empty for <see cref="GitScheme.File"/>.</summary>
    public string Host { get; init; } = "";

    /// <summary>The port of the URL or the default port of the scheme; 0 if ssh determines it.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The path on the host: percent-encoded for <see cref="GitScheme.Http"/> and <see cref="GitScheme.Https"/>, otherwise
    /// decoded. Absolute except for ssh paths relative to a home directory.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The URL as configured, with variables not expanded.</summary>
    public required string DisplayUrl { get; init; }

    /// <summary>
    /// The file name of the mirror: independent of the credentials, different for different repositories, and without readable
    /// parts of the URL.
    /// </summary>
    public string MirrorName
    {
        get
        {
            // For ssh, the user determines the location (relative paths start at the home directory) and is not secret.
            var user = Scheme == GitScheme.Ssh ? User : null;
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Scheme}\n{user}\n{Host}\n{Port}\n{Path}")));
        }
    }

    /// <summary>The display URL: the default text of a record would contain the password.</summary>
    public override string ToString() => DisplayUrl;
}
