using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Settings of the daemon's log.</summary>
internal sealed record LogSettings
{
    /// <summary>The directory of the log files, an absolute path; null for no files.</summary>
    public required string? Directory { get; init; }

    /// <summary>The limit of all log files together, in bytes.</summary>
    public required long Quota { get; init; }

    /// <summary>The size at which a new file begins, in bytes.</summary>
    public required long MaximumFileSize { get; init; }

    /// <summary>The number of lines in memory.</summary>
    public required int BufferLines { get; init; }

    /// <summary>Whether lines also go to standard error; without files they always do.</summary>
    public required bool AlsoToStandardError { get; init; }

    /// <summary>The debug level at start; see <see cref="LogLevels"/>.</summary>
    public required int DebugLevel { get; init; }

    /// <summary>Whether times have fractions of a second.</summary>
    public required bool Subseconds { get; init; }

    /// <summary>The format of the log files.</summary>
    public required LogFormat Format { get; init; }

    public static LogSettings From(FlagValues flags) => new()
    {
        Directory = flags.Get(LogFlags.Directory) is { Length: > 0 } directory ? Path.GetFullPath(directory) : null,
        Quota = flags.Get(LogFlags.Quota),
        MaximumFileSize = flags.Get(LogFlags.MaximumFileSize),
        BufferLines = flags.Get(LogFlags.BufferLines),
        AlsoToStandardError = flags.Get(LogFlags.AlsoToStandardError),
        DebugLevel = flags.Get(LogFlags.InitialDebugLevel),
        Subseconds = flags.Get(LogFlags.Subseconds),
        Format = flags.Get(LogFlags.Format),
    };
}
