using System.Buffers;
using System.Globalization;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.GitSource.Settings;

/// <summary>The settings of the plugin. The name of a setting is the name of its property in camel case.</summary>
internal sealed record GitSourceSettings
{
    private static readonly TimeSpan MinimumTimeout = TimeSpan.FromMilliseconds(1);

    /// <summary>The maximum duration of a .NET timer, in whole days.</summary>
    private static readonly TimeSpan MaximumTimeout = TimeSpan.FromDays(49);

    // Paths become options of ssh, which splits them at spaces and expands % and ${}.
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create(" %$\"\t\n");

    /// <summary>
    /// <c>sshIdentityFile</c>: the only private key that ssh offers. Null: the keys that ssh finds.
    /// </summary>
    public string? SshIdentityFile { get; init; }

    /// <summary>
    /// <c>sshKnownHostsFile</c>: the file with all trusted host keys. Null: the files that ssh uses by default.
    /// </summary>
    public string? SshKnownHostsFile { get; init; }

    /// <summary><c>sshConfigFile</c>: the configuration of ssh. Null: those of the user and the machine.</summary>
    public string? SshConfigFile { get; init; }

    /// <summary>
    /// <c>caFile</c>: PEM bundle of the CAs that are trusted for https servers. Null: the CAs of the system.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// <c>maximumManifestBytes</c>: the maximum size of a manifest on disk, by default 1 GiB. Each file, directory and link
    /// counts 4 KiB in addition to its contents, which also limits their number.
    /// </summary>
    public long MaximumManifestBytes { get; init; } = 1L << 30;

    /// <summary><c>maximumFetchBytes</c>: the maximum amount of data that one fetch receives, by default 4 GiB.</summary>
    public long MaximumFetchBytes { get; init; } = 4L << 30;

    /// <summary>
    /// <c>maximumReferences</c>: the maximum number of branches, tags and other references of a repository, by default 250,000.
    /// </summary>
    public int MaximumReferences { get; init; } = 250_000;

    /// <summary><c>maximumObjects</c>: the maximum number of objects that one fetch receives, by default 2,000,000.</summary>
    public int MaximumObjects { get; init; } = 2_000_000;

    /// <summary>
    /// <c>maximumObjectBytes</c>: the maximum size of one file or other object, by default 256 MiB. A fetch requires up to three
    /// times as much memory.
    /// </summary>
    public long MaximumObjectBytes { get; init; } = 256L << 20;

    /// <summary>
    /// <c>maximumExpandedBytes</c>: the maximum size of all objects that one fetch receives, without compression and deltas, by
    /// default 16 GiB.
    /// </summary>
    public long MaximumExpandedBytes { get; init; } = 16L << 30;

    /// <summary><c>silenceTimeout</c>: how long a server can send nothing, by default 2 minutes.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// <c>fetchTimeout</c>: the maximum duration of a fetch, including the wait for other fetches, by default 10 minutes.
    /// </summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads the settings. The message of the exception lists all invalid settings.</summary>
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
            MaximumReferences = Read("maximumReferences", defaults.MaximumReferences, TryParseCount, "a number such as 100000"),
            MaximumObjects = Read("maximumObjects", defaults.MaximumObjects, TryParseCount, "a number such as 100000"),
            MaximumObjectBytes = Read("maximumObjectBytes", defaults.MaximumObjectBytes, TryParseSize, "a size such as 512MiB"),
            MaximumExpandedBytes = Read("maximumExpandedBytes", defaults.MaximumExpandedBytes, TryParseSize,
                "a size such as 512MiB"),
            SilenceTimeout = Read("silenceTimeout", defaults.SilenceTimeout, TryParseTimeout,
                "a duration such as 90s or 1h30m"),
            FetchTimeout = Read("fetchTimeout", defaults.FetchTimeout, TryParseTimeout,
                "a duration such as 90s or 1h30m"),
        };
        return faults.Count == 0
            ? settings
            : throw new ImaginatorException($"plugin GitSource: {string.Join("; ", faults)}");

        string? ReadFile(string name)
        {
            var path = configuration[name];
            if (string.IsNullOrEmpty(path))
            {
                return null;
            }

            if (!path.StartsWith('/') || path.AsSpan().ContainsAny(NotInPaths))
            {
                faults.Add($"invalid path \"{path}\" of setting {name}: must be absolute, without spaces, quotes, % and $");
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
                faults.Add($"invalid value \"{text}\" of setting {name}: must be greater than 0; give {expected}");
            }

            return value;
        }
    }

    private static bool TryParseSize(string text, out long bytes) => ByteSize.TryParse(text, out bytes) && bytes > 0;

    private static bool TryParseCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;

    private static bool TryParseTimeout(string text, out TimeSpan timeout) =>
        GoDuration.TryParse(text, out timeout) && timeout >= MinimumTimeout && timeout <= MaximumTimeout;

    private delegate bool TryParse<T>(string text, out T value);
}
