using System.ComponentModel;

namespace Imaginator.Plugins.S3.Settings;

/// <summary>The plugin's settings.</summary>
internal sealed record S3Options
{
    // A leap year.
    private const string MaximumDuration = "8784h";

    [Description("A file with the credentials, in the form of ~/.aws/credentials. By default, the environment, the shared files or the metadata of the machine.")]
    public string CredentialsFile { get; init; } = "";

    [Description("The section of credentialsFile.")]
    public string CredentialsProfile { get; init; } = "default";

    [Description("Maximum time for a request with its repetitions, and maximum time without data while an object is read.")]
    [SettingRange("1s", "5m")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Description("Maximum number of repetitions of a request that failed for a reason that can pass.")]
    [SettingRange("0", "10")]
    public int RequestRetries { get; init; } = 4;

    [Description("Maximum number of requests of one upload or one read at the same time.")]
    [SettingRange("1", "64")]
    public int Parallelism { get; init; } = 8;

    [Description("The size of packs of small objects. Objects of half this size and more are stored alone.")]
    [SizeSetting]
    [SettingRange("5MiB", "64MiB")]
    public long PackSize { get; init; } = 16L << 20;

    [Description("A directory of this machine for objects that were read. By default, nothing is kept.")]
    public string CacheDirectory { get; init; } = "";

    [Description("The maximum size of the objects in cacheDirectory.")]
    [SizeSetting]
    [SettingRange("1MiB")]
    public long CacheSize { get; init; } = 10L << 30;

    [Description("The minimum interval between two automatic garbage collections of the store; 0 for none by this program.")]
    [SettingRange("0", MaximumDuration)]
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(6);

    [Description("The minimum time for which the store keeps objects that no image refers to.")]
    [SettingRange("2h", MaximumDuration)]
    public TimeSpan ObjectProtection { get; init; } = TimeSpan.FromHours(24);

    [Description("The minimum time between the decision to remove a pack and its removal.")]
    [SettingRange("1h", MaximumDuration)]
    public TimeSpan RemovalDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The lease of a claim. Not a setting: all programs that use a store must agree on it.</summary>
    internal TimeSpan ClaimLease { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The lease of pins. Not a setting: all programs that use a store must agree on it.</summary>
    internal TimeSpan PinLease { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The pause between two looks at the work of other uploads.</summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
