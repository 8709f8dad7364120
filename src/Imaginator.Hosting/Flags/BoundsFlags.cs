using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags that bound what may be asked of the daemon.</summary>
public static class BoundsFlags
{
    private const string Group = "Builds";

    /// <summary>How long one build may take.</summary>
    public static Flag<TimeSpan> MaximumBuildDuration { get; } = new(
        "maximumBuildDuration", FlagTypes.Duration, TimeSpan.FromHours(24), "Upper bound for one build.") { Group = Group };

    /// <summary>How short an image may be asked to live.</summary>
    public static Flag<TimeSpan> MinimumExpiration { get; } = new(
        "minimumExpirationDuration", FlagTypes.Duration, TimeSpan.FromMinutes(15),
        "Least time that an image may be asked to live.") { Group = Group };

    /// <summary>How long an image may be asked to live.</summary>
    public static Flag<TimeSpan> MaximumExpiration { get; } = new(
        "maximumExpirationDuration", FlagTypes.Duration, TimeSpan.FromHours(24),
        "Longest time that an image may be asked to live.") { Group = Group };

    /// <summary>How long an image may be asked to live by those with access to the method.</summary>
    public static Flag<TimeSpan> MaximumExpirationPrivileged { get; } = new(
        "maximumExpirationDurationPrivileged", FlagTypes.Duration, TimeSpan.FromHours(730),
        "Longest time that an image may be asked to live by privileged users.") { Group = Group };

    /// <summary>How many builds an unprivileged user may wait for at once.</summary>
    public static Flag<int> MaximumConcurrentBuildsPerUser { get; } = new(
        "maximumConcurrentBuildsPerUser", FlagTypes.Number(0, 10_000), 1,
        "Builds at once per unprivileged user; 0 for no limit.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
    [
        MaximumBuildDuration, MinimumExpiration, MaximumExpiration, MaximumExpirationPrivileged, MaximumConcurrentBuildsPerUser,
    ];
}
