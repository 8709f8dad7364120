using System.ComponentModel;

namespace Imaginator.Plugins.DirSource;

/// <summary>The settings of the plugin: limits on the size of a manifest.</summary>
internal sealed record CopyLimits
{
    [Description("The maximum total length of all files of a manifest.")]
    [SizeSetting]
    [SettingRange("1")]
    public long MaximumBytes { get; init; } = 4L << 30;

    [Description("The maximum number of files, links and directories of a manifest.")]
    [SettingRange("1")]
    public long MaximumEntries { get; init; } = 1_000_000;

    [Description("The maximum depth of nested directories.")]
    [SettingRange("1")]
    public long MaximumDepth { get; init; } = 256;
}
