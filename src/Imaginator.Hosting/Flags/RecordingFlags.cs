using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of the daemon's memory: build history and build logs.</summary>
public static class RecordingFlags
{
    private const string Group = "Build history and logs";

    /// <summary>The directory of the build log archive.</summary>
    public static Flag<string> BuildLogDirectory { get; } = new(
        "buildLogDir", FlagTypes.Text, "/var/log/imaginator/builds",
        "Directory of the build log archive; created with mode 0700 where missing.") { Group = Group };

    /// <summary>What the archive may take of the disk, in bytes.</summary>
    public static Flag<long> BuildLogQuota { get; } = new(
        "buildLogQuota", FlagTypes.Size, 100L * 1024 * 1024,
        "Size of the build log archive, logs compressed; the oldest logs go.") { Group = Group };

    /// <summary>How many builds are remembered.</summary>
    public static Flag<int> BuildHistoryLimit { get; } = new(
        "buildHistoryLimit", FlagTypes.Number(1, 10_000_000), 100_000,
        "Builds that the history remembers, besides the last ones of each stream.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [BuildLogDirectory, BuildLogQuota, BuildHistoryLimit];
}
