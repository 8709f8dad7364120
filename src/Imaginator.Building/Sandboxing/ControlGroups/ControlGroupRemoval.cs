using System.Diagnostics;
using System.Globalization;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>Removes control groups together with what is in them.</summary>
internal static class ControlGroupRemoval
{
    private const int Attempts = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Removes a group. One whose processes do not die within a second stays.</summary>
    public static async Task RemoveAsync(string directory, TimeProvider timeProvider)
    {
        for (var attempt = 0; attempt < Attempts && !TryRemove(directory); attempt++)
        {
            KillAll(directory);
            await Task.Delay(Pause, timeProvider);
        }
    }

    /// <summary>Removes a group without waiting for its processes to die.</summary>
    public static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // There are processes in it still.
        }
    }

    /// <summary>Kills all processes of a group.</summary>
    public static void KillAll(string directory)
    {
        try
        {
            foreach (var line in File.ReadAllLines(Path.Combine(directory, "cgroup.procs")))
            {
                // Processes outside of this PID namespace show as 0.
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 1)
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                }
            }
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            // The group or a process in it disappeared; the next attempt checks again.
        }
    }
}
