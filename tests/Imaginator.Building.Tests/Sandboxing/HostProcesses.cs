using System.Diagnostics;
using System.Globalization;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The processes of this machine as the host sees them.</summary>
internal static class HostProcesses
{
    /// <summary>Those with a text in their command line.</summary>
    public static List<int> Matching(string mark)
    {
        var matching = new List<int>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && TryRead(directory + "/cmdline").Contains(mark, StringComparison.Ordinal))
            {
                matching.Add(id);
            }
        }

        return matching;
    }

    /// <summary>The parent of a process.</summary>
    public static int Parent(int id)
    {
        // The name of the program, in parentheses, may hold anything.
        var status = TryRead($"/proc/{id}/stat");
        return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Process 1 of the sandbox that a command runs in: a child of the same program.</summary>
    public static int FirstOf(int command)
    {
        var program = Parent(command);
        return Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Single(id => TryRead($"/proc/{id}/status") is var status
                && status.Contains($"\nPPid:\t{program}\n", StringComparison.Ordinal)
                && status.StartsWith("Name:\tinit\n", StringComparison.Ordinal));
    }

    /// <summary>Kills a process.</summary>
    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>Stops a process: it lives, but does nothing.</summary>
    public static void Stop(int id)
    {
        using var kill = Process.Start("kill", ["-STOP", id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until no process has a text in its command line.</summary>
    public static Task WaitUntilGoneAsync(string mark) => Wait.UntilAsync(() => Matching(mark).Count == 0);

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // It has ended meanwhile.
        }
    }
}
