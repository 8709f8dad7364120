using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of the daemon's log.</summary>
public static class LogFlags
{
    private const string Group = "Log";
    private const long Mebibyte = 1024 * 1024;

    /// <summary>The directory of the log files.</summary>
    public static Flag<string> Directory { get; } = new(
        "logDir", FlagTypes.Text, "/var/log/imaginator",
        "Directory of the daemon's log files; empty for no files.") { Group = Group };

    /// <summary>What all log files together may take, in bytes.</summary>
    public static Flag<long> Quota { get; } = new(
        "logQuota", FlagTypes.Size, 100 * Mebibyte, "Size of all log files together; the oldest go.") { Group = Group };

    /// <summary>The size of a log file, in bytes.</summary>
    public static Flag<long> MaximumFileSize { get; } = new(
        "logFileMaxSize", FlagTypes.Size, 10 * Mebibyte, "Size at which a new log file is begun.") { Group = Group };

    /// <summary>What the lines of a log file look like.</summary>
    public static Flag<LogFormat> Format { get; } = new(
        "logFormat", FlagTypes.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json)), LogFormat.Text,
        "Lines of the log files: text for people or json for programs.") { Group = Group };

    /// <summary>How many lines are kept in memory.</summary>
    public static Flag<int> BufferLines { get; } = new(
        "logbufLines", FlagTypes.Number(0, 1_000_000), 1024, "Log lines kept in memory for the status page.") { Group = Group };

    /// <summary>Whether lines go to standard error too.</summary>
    public static Flag<bool> AlsoToStandardError { get; } = new(
        "alsoLogToStderr", FlagTypes.Boolean, false, "Also log to standard error.") { Group = Group };

    /// <summary>The debug level at start.</summary>
    public static Flag<int> InitialDebugLevel { get; } = new(
        "initialLogDebugLevel", FlagTypes.Number(-1, 32767), -1,
        "Debug level at start: -1 for none, 0 and more for ever more; changed at run time by SIGUSR1 (more), SIGUSR2 (less) "
        + "and /setLogLevel.") { Group = Group };

    /// <summary>Whether times have fractions.</summary>
    public static Flag<bool> Subseconds { get; } = new(
        "logSubseconds", FlagTypes.Boolean, false, "Log times with fractions of a second.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [Directory, Quota, MaximumFileSize, Format, BufferLines, AlsoToStandardError, InitialDebugLevel, Subseconds];
}
