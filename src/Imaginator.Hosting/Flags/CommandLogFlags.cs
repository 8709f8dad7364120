using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of the log that commands write to standard error.</summary>
public static class CommandLogFlags
{
    private const string Group = "Log";

    /// <summary>-1 for no log.</summary>
    internal static Flag<int> DebugLevel { get; } = new(
        "logDebugLevel", FlagTypes.Number(-1, 32767), -1,
        "Debug level of the log that commands write to standard error. -1 writes only results, progress, errors and the messages of "
        + "plugins of third parties, 0 also information and debug messages, 1 and more all messages.") { Group = Group };

    internal static Flag<bool> Datestamps { get; } = new(
        "logDatestamps", FlagTypes.Boolean, false, "Write the date and the time in front of the lines of this log.") { Group = Group };

    internal static Flag<bool> Subseconds { get; } = new(
        "logSubseconds", FlagTypes.Boolean, false, "With -logDatestamps: write times with microseconds.") { Group = Group };

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } = [DebugLevel, Datestamps, Subseconds];
}
