using System.ComponentModel;

namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
    // A leap year.
    private const string MaximumDuration = "8784h";

    [Description("The minimum interval between two automatic garbage collections.")]
    [SettingRange("0", MaximumDuration, MinimumIsExclusive = true)]
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(1);

    [Description("The minimum time for which the store keeps objects that were added or found but that no image refers to.")]
    [SettingRange("0", MaximumDuration, MinimumIsExclusive = true)]
    public TimeSpan ObjectProtection { get; init; } = TimeSpan.FromMinutes(30);
}
