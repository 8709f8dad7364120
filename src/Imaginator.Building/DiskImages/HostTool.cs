using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Imaginator.Building.HostTools;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Runs tools of this machine's distribution.</summary>
internal static class HostTool
{
    private const int MessageLines = 3;

    /// <summary>Checks that a tool is installed.</summary>
    /// <exception cref="ImaginatorException">It is not; the message names its package.</exception>
    public static void Require(string name, string package) => Require(name, package, ToolSearch.Standard);

    /// <summary>Checks that a tool is in one of some directories, whose paths are separated by colons.</summary>
    /// <exception cref="ImaginatorException">It is not; the message names its package.</exception>
    public static void Require(string name, string package, string searchPath)
    {
        if (ToolSearch.Find(name, searchPath) is null)
        {
            throw new ImaginatorException($"{name}, which disk images require, is not installed; install the package {package}");
        }
    }

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
            return Process.Start(new ProcessStartInfo(ToolSearch.Find(name, ToolSearch.Standard) ?? name, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C", ["PATH"] = ToolSearch.Directories },
            })!;
        }
        catch (Win32Exception e)
        {
            throw new ImaginatorException(
                $"cannot start {name}, which disk images require: {e.Clause()}; install the package {package}", e);
        }
    }
}
