using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Recording;

/// <summary>How builds are recorded.</summary>
internal sealed record RecordingOptions
{
    private const string HistoryFileName = "history.sqlite";

    /// <summary>The SQLite file of the history.</summary>
    public required string HistoryPath { get; init; }

    /// <summary>The directory of the build log archive.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>What the archive may take of the disk, in bytes.</summary>
    public required long LogQuota { get; init; }

    /// <summary>How many builds the history keeps, besides the last ones of each stream.</summary>
    public int MaximumBuilds { get; init; } = 100_000;

    /// <summary>How long the last builds of a stream are kept that is not built any more.</summary>
    public TimeSpan MaximumAgeOfLatest { get; init; } = TimeSpan.FromDays(400);

    /// <summary>What the flags say.</summary>
    public static RecordingOptions From(FlagValues flags) => new()
    {
        HistoryPath = Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), HistoryFileName),
        LogDirectory = Path.GetFullPath(flags.Get(RecordingFlags.BuildLogDirectory)),
        LogQuota = flags.Get(RecordingFlags.BuildLogQuota),
        MaximumBuilds = flags.Get(RecordingFlags.BuildHistoryLimit),
    };
}
