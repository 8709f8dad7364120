using System.Collections.Immutable;
using System.Diagnostics;
using Imaginator.Files;

namespace Imaginator.Hosting.PluginCommands;

/// <summary>A program that checks scripts, and runs nothing of them.</summary>
/// <param name="Name">The program with its arguments, for messages.</param>
/// <param name="Program">The program: a path, or a name that is searched in <c>PATH</c>.</param>
/// <param name="Arguments">The arguments. The program reads the script from standard input.</param>
internal sealed record ScriptChecker(string Name, string Program, ImmutableArray<string> Arguments)
{
    /// <summary>Whether the faults that the program finds can be a matter of taste.</summary>
    public bool IsAdvisory { get; init; }

    /// <summary>The programs with which the conformance suite checks scripts: the shells of distributions, and shellcheck.</summary>
    public static ImmutableArray<ScriptChecker> All { get; } =
    [
        new("sh -n", "/bin/sh", ["-n"]),
        new("dash -n", "dash", ["-n"]),
        new("busybox sh -n", "busybox", ["sh", "-n"]),
        new("shellcheck", "shellcheck", ["--color=never", "--shell=sh", "--format=gcc", "-"]) { IsAdvisory = true },
    ];

    /// <summary>Whether this machine has the program.</summary>
    public bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, Program)));

    /// <summary>Returns the faults of a script, a line for each.</summary>
    public async Task<ImmutableArray<string>> FindFaultsAsync(byte[] script, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        }) ?? throw new InvalidOperationException("the runtime returned no process");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(script, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A shell does not read further than to an error, which it reports.
            await process.WaitForExitAsync(cancellationToken);
        }

        var lines = $"{await output}\n{await errors}".Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == 0)
        {
            return [];
        }

        return lines.Length == 0 ? ImmutableArray.Create($"exit status {process.ExitCode}") : [.. lines.Select(line => FileName.ToDisplay(line))];
    }
}
