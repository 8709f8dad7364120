using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The flags of the daemon's queue of builds.</summary>
public static class QueueFlags
{
    private const string Group = "Builds";

    /// <summary>How many builds run at once.</summary>
    public static Flag<int> MaximumConcurrentBuilds { get; } = new(
        "maximumConcurrentBuilds", FlagTypes.Number(0, 10_000), 0,
        "Builds that run at once; 0: one for each CPU and 2 GiB of memory, whatever is less.") { Group = Group };

    /// <summary>How much room there must be for a build to start.</summary>
    public static Flag<long> MinimumFreeSpace { get; } = new(
        "minimumFreeSpace", FlagTypes.Size, 1024L * 1024 * 1024,
        "Room that must be on the disk of -stateDir before a build starts (by default less on a small disk: a twentieth of it); "
        + "0 to start builds in any case.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [MaximumConcurrentBuilds, MinimumFreeSpace];
}
