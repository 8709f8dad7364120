using System.Diagnostics;
using Imaginator.Files;

namespace Imaginator.Hosting.PluginCommands;

/// <summary>Checks the syntax of scripts with <c>/bin/sh -n</c>, which runs nothing.</summary>
internal static class ScriptSyntax
{
    /// <summary>Returns the message of the shell in one line; null if the syntax is right.</summary>
    public static async Task<string?> FindFaultAsync(byte[] script, CancellationToken cancellationToken)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-n"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        }) ?? throw new InvalidOperationException("the runtime returned no process");
        var errors = shell.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await shell.StandardInput.BaseStream.WriteAsync(script, cancellationToken);
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell does not read further than to an error, which it reports.
            await shell.WaitForExitAsync(cancellationToken);
        }

        var text = await errors;
        await shell.WaitForExitAsync(cancellationToken);
        return shell.ExitCode == 0 ? null : FileName.ToDisplay(text.Trim() is { Length: > 0 } message ? message : $"exit status {shell.ExitCode}");
    }
}
