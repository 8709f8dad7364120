using System.ComponentModel;
using System.Diagnostics;

namespace Imaginator.Testing.Processes;

/// <summary>Runs programs of this machine for tests.</summary>
internal static class ToolRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Determines whether a program is installed.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Runs a program. A missing program fails the test.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <param name="searchFirst">A directory to put at the start of <c>PATH</c>; null for none.</param>
    public static async Task<ToolResult> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken, string? searchFirst = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (searchFirst is not null)
        {
            start.Environment["PATH"] = $"{searchFirst}:{Environment.GetEnvironmentVariable("PATH")}";
        }

        using var process = Start(start);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop.Token);
            var error = process.StandardError.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.False(limit.IsCancellationRequested, $"{program} did not end within {Limit.TotalSeconds} s");
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("the runtime returned no process");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"this test requires the program {start.FileName}: {e.Message}; install it", e);
        }
    }
}
