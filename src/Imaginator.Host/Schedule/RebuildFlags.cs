using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Schedule;

/// <summary>Flags of automatic rebuilds.</summary>
internal static class RebuildFlags
{
    /// <summary>0 for a build each time.</summary>
    public static Flag<TimeSpan> RebuildUnchangedAfter { get; } = new(
        "rebuildUnchangedAfter", FlagTypes.Duration, TimeSpan.FromHours(24),
        "Maximum age of an image that automatic rebuilds keep. While a stream's newest image is younger and its inputs (source "
        + "image, manifest, variables and the packages that repositories offer) are unchanged, automatic rebuilds extend its "
        + "expiration instead of building. 0 builds every time.") { Group = "Automatic rebuilds" };
}
