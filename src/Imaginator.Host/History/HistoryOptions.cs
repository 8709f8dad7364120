using Imaginator.Hosting.Flags;

namespace Imaginator.Host.History;

/// <summary>Options of the build history and the build logs.</summary>
internal sealed record HistoryOptions
{
    private const string HistoryFileName = "history.sqlite";
    private const string KeyFileName = "history.key";

    /// <summary>The SQLite file of the history.</summary>
    public required string HistoryPath { get; init; }

    /// <summary>The file of the key that encrypts variables of requests in the history.</summary>
    public string KeyPath => Path.Combine(Path.GetDirectoryName(HistoryPath)!, KeyFileName);

    /// <summary>The directory of the build log archive.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>The maximum disk usage of the archive, in bytes.</summary>
    public required long LogQuota { get; init; }

    /// <summary>The maximum number of builds in the history, besides the last ones of each stream.</summary>
    public int MaximumBuilds { get; init; } = 100_000;

    /// <summary>The maximum age of the last builds of a stream that is no longer built.</summary>
    public TimeSpan MaximumAgeOfLatest { get; init; } = TimeSpan.FromDays(400);

    public static HistoryOptions From(FlagValues flags) => new()
    {
        HistoryPath = Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), HistoryFileName),
        LogDirectory = Path.GetFullPath(flags.Get(HistoryFlags.BuildLogDirectory)),
        LogQuota = flags.Get(HistoryFlags.BuildLogQuota),
        MaximumBuilds = flags.Get(HistoryFlags.BuildHistoryLimit),
    };
}
