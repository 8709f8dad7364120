using System.Diagnostics;

namespace Imaginator.Benchmarks.WholeSystem;

/// <summary>Runs programs.</summary>
internal static class ToolRun
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed: to standard output, and to standard error.</returns>
    /// <exception cref="InvalidOperationException">It failed, or is missing.</exception>
    public static (string Output, string Errors) Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, CheckedErrors(process, program, errors.GetAwaiter().GetResult()));
    }

    /// <summary>Runs a shell script; its parameters are <c>$1</c> and so on.</summary>
    public static void Shell(string script, params IEnumerable<string> parameters) =>
        Run("/bin/sh", ["-e", "-c", script, "sh", .. parameters]);

    /// <summary>Runs a program to its end and looks at its memory meanwhile.</summary>
    /// <returns>What it printed to standard error, and the most memory that it had, in bytes.</returns>
    public static (string Errors, long PeakBytes) RunWatched(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            // The kernel keeps the maximum: the last look counts.
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        output.GetAwaiter().GetResult();
        return (CheckedErrors(process, program, errors.GetAwaiter().GetResult()), peak);
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program}: {e.Message}", e);
        }
    }

    private static string CheckedErrors(Process process, string program, string errors) => process.ExitCode == 0
        ? errors
        : throw new InvalidOperationException($"{program} failed ({process.ExitCode}):\n{errors}");

    private static long PeakOf(int processId)
    {
        try
        {
            return File.ReadLines($"/proc/{processId}/status")
                .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024)
                .FirstOrDefault();
        }
        catch (IOException)
        {
            // It has ended just now.
            return 0;
        }
    }
}
