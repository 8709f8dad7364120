using System.Security.Cryptography;
using System.Text;

namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>A git URL, taken apart. It holds secrets; only <see cref="DisplayUrl"/> is for people.</summary>
internal sealed record GitAddress
{
    /// <summary>How the repository is reached.</summary>
    public required GitScheme Scheme { get; init; }

    /// <summary>The user, percent-decoded; null where the URL names none.</summary>
    public string? User { get; init; }

    /// <summary>The password, percent-decoded; null where the URL holds none.</summary>
    public string? Password { get; init; }

    /// <summary>What of the URL nobody may see, in every form that it was written in.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The host name or address, with brackets around an IPv6 address; empty for <see cref="GitScheme.File"/>.</summary>
    public string Host { get; init; } = "";

    /// <summary>The port, or the scheme's own; 0 where ssh is to choose.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The path on the host. For <see cref="GitScheme.Http"/> and <see cref="GitScheme.Https"/> as the URL has it, else
    /// percent-decoded. Absolute, except for ssh's paths below a home directory.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The URL as the configuration has it, without the values of variables.</summary>
    public required string DisplayUrl { get; init; }

    /// <summary>
    /// A file name for what is kept of the repository: the same whatever the credentials, different for different
    /// repositories, and telling nothing.
    /// </summary>
    public string MirrorName
    {
        get
        {
            // For ssh the user is part of the place (relative paths start at his home), not a secret.
            var user = Scheme == GitScheme.Ssh ? User : null;
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Scheme}\n{user}\n{Host}\n{Port}\n{Path}")));
        }
    }

    /// <summary>The URL that may be shown; a record's own text would show the password.</summary>
    /// <returns><see cref="DisplayUrl"/>.</returns>
    public override string ToString() => DisplayUrl;
}
