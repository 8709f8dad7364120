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

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [MaximumConcurrentBuilds];
}
