using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue;

/// <summary>Flags of the build queue.</summary>
internal static class QueueFlags
{
    /// <summary>0 derives the number from the machine.</summary>
    public static Flag<int> MaximumConcurrentBuilds { get; } = new(
        "maximumConcurrentBuilds", FlagTypes.Number(0, 10_000), 0,
        "Maximum number of builds that run at the same time. 0 allows one build per CPU, or per 2 GiB of memory if that is fewer.")
    { Group = "Builds" };

    public static Flag<int> MaximumQueuedBuilds { get; } = new(
        "maximumQueuedBuilds", FlagTypes.Number(1, 1_000_000), 1000,
        "Maximum number of requested builds in the queue; a user can have half of them.") { Group = "Builds" };

    /// <summary>Also limits how long automatic rebuilds can be paused. 0 turns automatic rebuilds off.</summary>
    public static Flag<TimeSpan> ImageRebuildInterval { get; } = new(
        "imageRebuildInterval", FlagTypes.Duration, TimeSpan.FromHours(1),
        "Time between automatic rebuilds. 0 turns automatic rebuilds off.") { Group = "Automatic rebuilds" };
}
