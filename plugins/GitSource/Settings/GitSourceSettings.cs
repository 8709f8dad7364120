using System.Buffers;
using System.ComponentModel.DataAnnotations;

namespace Imaginator.Plugins.GitSource.Settings;

/// <summary>The settings of the plugin. The name of a setting is the name of its property in camel case.</summary>
internal sealed record GitSourceSettings : IValidatableObject
{
    private const string MinimumTimeout = "1ms";

    /// <summary>The maximum duration of a .NET timer, in whole days: 49.</summary>
    private const string MaximumTimeout = "1176h";

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
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumManifestBytes { get; init; } = 1L << 30;

    /// <summary><c>maximumFetchBytes</c>: the maximum amount of data that one fetch receives, by default 4 GiB.</summary>
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumFetchBytes { get; init; } = 4L << 30;

    /// <summary>
    /// <c>maximumReferences</c>: the maximum number of branches, tags and other references of a repository, by default 250,000.
    /// </summary>
    [SettingRange("1")]
    public int MaximumReferences { get; init; } = 250_000;

    /// <summary><c>maximumObjects</c>: the maximum number of objects that one fetch receives, by default 2,000,000.</summary>
    [SettingRange("1")]
    public int MaximumObjects { get; init; } = 2_000_000;

    /// <summary>
    /// <c>maximumObjectBytes</c>: the maximum size of one file or other object, by default 256 MiB. A fetch requires up to three
    /// times as much memory.
    /// </summary>
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumObjectBytes { get; init; } = 256L << 20;

    /// <summary>
    /// <c>maximumExpandedBytes</c>: the maximum size of all objects that one fetch receives, without compression and deltas, by
    /// default 16 GiB.
    /// </summary>
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumExpandedBytes { get; init; } = 16L << 30;

    /// <summary><c>silenceTimeout</c>: how long a server can send nothing, by default 2 minutes.</summary>
    [SettingRange(MinimumTimeout, MaximumTimeout)]
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// <c>fetchTimeout</c>: the maximum duration of a fetch, including the wait for other fetches, by default 10 minutes.
    /// </summary>
    [SettingRange(MinimumTimeout, MaximumTimeout)]
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        new (string Name, string? Path)[]
        {
            (nameof(SshIdentityFile), SshIdentityFile),
            (nameof(SshKnownHostsFile), SshKnownHostsFile),
            (nameof(SshConfigFile), SshConfigFile),
            (nameof(CaFile), CaFile),
        }
        .Where(file => file.Path is { } path && (!path.StartsWith('/') || path.AsSpan().ContainsAny(NotInPaths)))
        .Select(file => new ValidationResult(
            $"invalid path \"{file.Path}\": it must be absolute, without spaces, quotes, % and $", [file.Name]));
}
