using System.Buffers;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.GitSource;

/// <summary>What an operator can set, each under the name of its property in camel case.</summary>
internal sealed record GitSourceSettings
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest that a timer of .NET runs, in whole days.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    // Paths end up on the command line of ssh, which splits at blanks and expands % and ${}.
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" %$\"\t\n");

    /// <summary>
    /// <c>sshIdentityFile</c>: the private key that ssh offers, and the only one. Null leaves the choice to ssh.
    /// </summary>
    public string? SshIdentityFile { get; init; }

    /// <summary>
    /// <c>sshKnownHostsFile</c>: the host keys that are trusted, and the only ones. Null: those that ssh knows of.
    /// </summary>
    public string? SshKnownHostsFile { get; init; }

    /// <summary><c>sshConfigFile</c>: the configuration of ssh, instead of the user's and the machine's.</summary>
    public string? SshConfigFile { get; init; }

    /// <summary>
    /// <c>caFile</c>: PEM file of the certificate authorities that https servers are trusted by, instead of those of the
    /// system.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// <c>maximumManifestBytes</c>: how much a manifest may hold once it is written to disk, default 1 GiB. Each file,
    /// directory and link counts 4 KiB more than its contents, so this bounds their number too.
    /// </summary>
    public long MaximumManifestBytes { get; init; } = 1L << 30;

    /// <summary><c>maximumFetchBytes</c>: how much one fetch may receive, default 4 GiB.</summary>
    public long MaximumFetchBytes { get; init; } = 4L << 30;

    /// <summary><c>fetchTimeout</c>: how long a fetch may take, waiting for others included; default 10 minutes.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The plugin's section.</param>
    /// <returns>The settings; the defaults where nothing is set.</returns>
    /// <exception cref="ImaginatorException">A value cannot be used; the message names all that cannot.</exception>
    public static GitSourceSettings Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var defaults = new GitSourceSettings();
        var settings = new GitSourceSettings
        {
            SshIdentityFile = ReadFile("sshIdentityFile"),
            SshKnownHostsFile = ReadFile("sshKnownHostsFile"),
            SshConfigFile = ReadFile("sshConfigFile"),
            CaFile = ReadFile("caFile"),
            MaximumManifestBytes = Read("maximumManifestBytes", defaults.MaximumManifestBytes, TryParseSize,
                "a size such as 512MiB"),
            MaximumFetchBytes = Read("maximumFetchBytes", defaults.MaximumFetchBytes, TryParseSize,
                "a size such as 512MiB"),
            FetchTimeout = Read("fetchTimeout", defaults.FetchTimeout, TryParseTimeout,
                "a duration such as 90s or 1h30m"),
        };
        return faults.Count == 0
            ? settings
            : throw new ImaginatorException($"Settings of the GitSource plugin: {string.Join("; ", faults)}.");

        string? ReadFile(string name)
        {
            var path = configuration[name];
            if (string.IsNullOrEmpty(path))
            {
                return null;
            }

            if (!path.StartsWith('/') || path.AsSpan().ContainsAny(NotInPaths))
            {
                faults.Add($"{name} is \"{path}\" but must be an absolute path without blanks, quotes, % or $");
            }

            return path;
        }

        T Read<T>(string name, T fallback, TryParse<T> parse, string expected)
        {
            var text = configuration[name];
            if (string.IsNullOrEmpty(text))
            {
                return fallback;
            }

            if (!parse(text, out var value))
            {
                faults.Add($"{name} is \"{text}\" but must be {expected}, above zero");
            }

            return value;
        }
    }

    private static bool TryParseSize(string text, out long bytes) => ByteSize.TryParse(text, out bytes) && bytes > 0;

    private static bool TryParseTimeout(string text, out TimeSpan timeout) =>
        GoDuration.TryParse(text, out timeout) && timeout >= ShortestTimeout && timeout <= LongestTimeout;

    private delegate bool TryParse<T>(string text, out T value);
}
