using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.History;

/// <summary>Flags of the build history and the archive of build logs.</summary>
internal static class HistoryFlags
{
    private const string Group = "Build history and logs";

    public static Flag<string> BuildLogDirectory { get; } = new(
        "buildLogDir", FlagTypes.RequiredDirectory, "/var/log/imaginator/builds",
        "Directory of the archived build logs. Created with mode 0700 if it does not exist.") { Group = Group };

    /// <summary>In bytes.</summary>
    public static Flag<long> BuildLogQuota { get; } = new(
        "buildLogQuota", FlagTypes.Size, 100L << 20,
        "Maximum total size of the archived build logs, which are compressed. The oldest logs are deleted first.")
    { Group = Group };

    public static Flag<int> BuildHistoryLimit { get; } = new(
        "buildHistoryLimit", FlagTypes.Number(1, 10_000_000), 100_000,
        "Maximum number of builds in the build history. The latest builds of each stream are kept in addition.")
    { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [BuildLogDirectory, BuildLogQuota, BuildHistoryLimit];
}
