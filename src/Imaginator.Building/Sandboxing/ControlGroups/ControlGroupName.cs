using System.Globalization;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>
/// The name of a control group contains its process, which distinguishes groups of a killed daemon from groups in use:
/// <c>imaginator-PID-STARTTIME-UNIQUE</c>.
/// </summary>
internal static class ControlGroupName
{
    private const string Prefix = "imaginator-";

    /// <summary>A new name for a group of this process.</summary>
    public static string Create() => $"{OwnPrefix()}{Guid.NewGuid():N}";

    /// <summary>Whether a name is that of a group of this process.</summary>
    public static bool IsOwn(string name) => name.StartsWith(OwnPrefix(), StringComparison.Ordinal);

    /// <summary>Whether a name is of the kind above and its process has ended.</summary>
    public static bool IsStale(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && name[Prefix.Length..].Split('-') is [var processId, var startTime, _]
        && int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && ulong.TryParse(startTime, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && StartTime(id) != time;

    private static string OwnPrefix() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{StartTime(Environment.ProcessId) ?? 0}-");

    /// <summary>When a process started, in clock ticks since the machine did; null if there is no such process.</summary>
    private static ulong? StartTime(int processId)
    {
        const int StartTimeField = 19; // the 22nd of all, counted from the one behind the name
        try
        {
            // The name, in parentheses, may hold anything.
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return ulong.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[StartTimeField], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
