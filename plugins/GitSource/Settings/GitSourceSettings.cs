using System.Buffers;
using System.ComponentModel;
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

    [Description("The only private key that ssh offers. By default, the keys that ssh finds.")]
    public string? SshIdentityFile { get; init; }

    [Description("The file with all trusted host keys. By default, the files that ssh uses.")]
    public string? SshKnownHostsFile { get; init; }

    [Description("The configuration of ssh. By default, those of the user and the machine.")]
    public string? SshConfigFile { get; init; }

    [Description("The PEM bundle of the CAs that are trusted for https servers. By default, the CAs of the system.")]
    public string? CaFile { get; init; }

    [Description("The maximum size of a manifest on disk. Each file, directory and link counts 4 KiB in addition to its contents.")]
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumManifestBytes { get; init; } = 1L << 30;

    [Description("The maximum amount of data that one fetch receives.")]
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumFetchBytes { get; init; } = 4L << 30;

    [Description("The maximum number of branches, tags and other references of a repository.")]
    [SettingRange("1")]
    public int MaximumReferences { get; init; } = 250_000;

    [Description("The maximum number of objects that one fetch receives.")]
    [SettingRange("1")]
    public int MaximumObjects { get; init; } = 2_000_000;

    [Description("The maximum size of one file or other object. A fetch requires up to three times as much memory.")]
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumObjectBytes { get; init; } = 256L << 20;

    [Description("The maximum size of all objects that one fetch receives, without compression and deltas.")]
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumExpandedBytes { get; init; } = 16L << 30;

    [Description("Maximum time for which a server sends nothing.")]
    [SettingRange(MinimumTimeout, MaximumTimeout)]
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Description("The maximum duration of a fetch, including the wait for other fetches.")]
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
