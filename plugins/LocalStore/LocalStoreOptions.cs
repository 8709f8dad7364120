namespace Imaginator.Plugins.LocalStore;

/// <summary>The plugin's settings.</summary>
internal sealed record LocalStoreOptions
{
    // A leap year.
    private const string MaximumDuration = "8784h";

    /// <summary>The minimum interval between two automatic garbage collections.</summary>
    [SettingRange("0", MaximumDuration, MinimumIsExclusive = true)]
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The minimum time for which the store keeps objects that a caller has added or found but no image refers to.
    /// </summary>
    [SettingRange("0", MaximumDuration, MinimumIsExclusive = true)]
    public TimeSpan ObjectProtection { get; init; } = TimeSpan.FromMinutes(30);
}
