namespace Imaginator.Plugins.DirSource;

/// <summary>The settings of the plugin: limits on the size of a manifest.</summary>
internal sealed record CopyLimits
{
    /// <summary>The maximum total length of all files in bytes. The default is 4 GiB.</summary>
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumBytes { get; init; } = 4L << 30;

    /// <summary>The maximum number of files, links and directories.</summary>
    [SettingRange("1")]
    public long MaximumEntries { get; init; } = 1_000_000;

    /// <summary>The maximum depth of nested directories.</summary>
    [SettingRange("1")]
    public long MaximumDepth { get; init; } = 256;
}
