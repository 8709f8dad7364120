using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Runs tools of this machine's distribution.</summary>
internal static class HostTool
{
    private const int MessageLines = 3;

    /// <summary>Runs a tool to its end. If it is not installed, the error names its package.</summary>
    public static async Task RunAsync(
        string name,
        string package,
        ImmutableArray<string> arguments,
        string input,
        IBuildLog log,
        CancellationToken cancellationToken)
    {
        log.WriteLine($"$ {name} {string.Join(' ', arguments)}");
        using var process = Start(name, package, arguments);
        var printed = new List<string>();
        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new ImaginatorException(
                $"{name} failed: exit status {process.ExitCode}: {string.Join("; ", printed.TakeLast(MessageLines))}");
        }

        void Receive(object sender, DataReceivedEventArgs line)
        {
            if (!string.IsNullOrWhiteSpace(line.Data))
            {
                lock (printed)
                {
                    printed.Add(line.Data.Trim());
                    log.WriteLine(line.Data);
                }
            }
        }
    }

    private static Process Start(string name, string package, ImmutableArray<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(name, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C", ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
            })!;
        }
        catch (Win32Exception e)
        {
            throw new ImaginatorException(
                $"cannot start {name}, which disk images require: {e.Clause()}; install the package {package}", e);
        }
    }
}
