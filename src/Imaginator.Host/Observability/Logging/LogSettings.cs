using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Logging;

/// <summary>How the daemon logs.</summary>
internal sealed record LogSettings
{
    /// <summary>The directory of the log files, an absolute path; null for no files.</summary>
    public required string? Directory { get; init; }

    /// <summary>What all log files together may take, in bytes.</summary>
    public required long Quota { get; init; }

    /// <summary>The size in bytes at which a new file is begun.</summary>
    public required long MaximumFileSize { get; init; }

    /// <summary>How many lines are kept in memory.</summary>
    public required int BufferLines { get; init; }

    /// <summary>Whether lines go to standard error too; where there are no files they do in any case.</summary>
    public required bool AlsoToStandardError { get; init; }

    /// <summary>The debug level at start; see <see cref="LogLevels"/>.</summary>
    public required int DebugLevel { get; init; }

    /// <summary>Whether times are logged with fractions of a second.</summary>
    public required bool Subseconds { get; init; }

    /// <summary>What a line of a log file looks like.</summary>
    public required LogFormat Format { get; init; }

    /// <summary>The settings that the flags ask for.</summary>
    /// <param name="flags">The flags.</param>
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
