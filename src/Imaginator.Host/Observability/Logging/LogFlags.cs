using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Flags of the daemon's log.</summary>
internal static class LogFlags
{
    private const string Group = "Log";

    /// <summary>Empty for no log files.</summary>
    public static Flag<string> Directory { get; } = new(
        "logDir", FlagTypes.Directory, "/var/log/imaginator",
        "Directory of the daemon's log files. An empty value turns log files off.") { Group = Group };

    /// <summary>In bytes.</summary>
    public static Flag<long> Quota { get; } = new(
        "logQuota", FlagTypes.Size, 100L << 20,
        "Maximum total size of the log files. The oldest files are deleted first.") { Group = Group };

    /// <summary>In bytes.</summary>
    public static Flag<long> MaximumFileSize { get; } = new(
        "logFileMaxSize", FlagTypes.Size, 10L << 20, "Maximum size of a log file. The daemon then starts a new file.")
    { Group = Group };

    public static Flag<LogFormat> Format { get; } = new(
        "logFormat", FlagTypes.OneOf(("text", LogFormat.Text), ("json", LogFormat.Json)), LogFormat.Text,
        "Format of the log files: text for people, json for programs.") { Group = Group };

    public static Flag<int> BufferLines { get; } = new(
        "logbufLines", FlagTypes.Number(0, 1_000_000), 1024,
        "Number of log lines that the daemon keeps in memory for the status page.") { Group = Group };

    public static Flag<bool> AlsoToStandardError { get; } = new(
        "alsoLogToStderr", FlagTypes.Boolean, false, "Write the log to standard error as well.") { Group = Group };

    public static Flag<int> InitialDebugLevel { get; } = new(
        "initialLogDebugLevel", FlagTypes.Number(-1, 32767), -1,
        "Debug level at start. -1 logs no debug messages; higher levels log more. SIGUSR1 raises the level, SIGUSR2 lowers it "
        + "and /setLogLevel sets it.") { Group = Group };

    public static Flag<bool> Subseconds { get; } = new(
        "logSubseconds", FlagTypes.Boolean, false, "Write times in the log with fractions of a second.") { Group = Group };

    public static Flag<bool> AtStartup { get; } = new(
        "logAtStartup", FlagTypes.Boolean, true, "Write a line with the version to the log when the daemon starts.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } =
        [Directory, Quota, MaximumFileSize, Format, BufferLines, AlsoToStandardError, InitialDebugLevel, Subseconds, AtStartup];
}
