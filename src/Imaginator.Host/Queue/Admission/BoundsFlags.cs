using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Admission;

/// <summary>Flags that limit build requests.</summary>
internal static class BoundsFlags
{
    private const string Group = "Builds";

    public static Flag<TimeSpan> MaximumBuildDuration { get; } = new(
        "maximumBuildDuration", FlagTypes.Duration, TimeSpan.FromHours(24),
        "Maximum duration of a build.") { Group = Group };

    public static Flag<TimeSpan> MinimumExpiration { get; } = new(
        "minimumExpirationDuration", FlagTypes.Duration, TimeSpan.FromMinutes(15),
        "Minimum lifetime that a request can ask for an image.") { Group = Group };

    public static Flag<TimeSpan> MaximumExpiration { get; } = new(
        "maximumExpirationDuration", FlagTypes.Duration, TimeSpan.FromHours(24),
        "Maximum lifetime that a request of an unprivileged user can ask for an image.") { Group = Group };

    public static Flag<TimeSpan> MaximumExpirationPrivileged { get; } = new(
        "maximumExpirationDurationPrivileged", FlagTypes.Duration, TimeSpan.FromHours(730),
        "Maximum lifetime that a request of a privileged user can ask for an image.") { Group = Group };

    /// <summary>0 sets no limit.</summary>
    public static Flag<int> MaximumConcurrentBuildsPerUser { get; } = new(
        "maximumConcurrentBuildsPerUser", FlagTypes.Number(0, 10_000), 1,
        "Maximum number of builds that an unprivileged user can wait for at the same time. 0 sets no limit.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } =
    [
        MaximumBuildDuration, MinimumExpiration, MaximumExpiration, MaximumExpirationPrivileged, MaximumConcurrentBuildsPerUser,
    ];
}
