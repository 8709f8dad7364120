using System.Diagnostics;
using System.Globalization;
using System.Text;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Scanners;

/// <summary>The process of a scanner. The end of its input ends it, too, so that none outlives this process.</summary>
internal sealed class ScannerProcess : IDisposable
{
    private const string Argument = "scan"; // see the sandbox program

    private readonly Process _process;
    private readonly OutputTail _errors = new();

    private ScannerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            // Null at the end.
            if (line.Data is { } text)
            {
                lock (_errors)
                {
                    _errors.Append(Encoding.UTF8.GetBytes(text + "\n"));
                }
            }
        };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Its standard input.</summary>
    public Stream Requests => _process.StandardInput.BaseStream;

    /// <summary>Its standard output.</summary>
    public Stream Replies => _process.StandardOutput.BaseStream;

    /// <summary>Starts the process.</summary>
    /// <param name="path">The sandbox program.</param>
    /// <param name="memory">The memory that it can use in bytes.</param>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public static ScannerProcess Start(string path, long memory)
    {
        var start = new ProcessStartInfo(path, Argument)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment.Add("DOTNET_GCHeapHardLimit", HeapOf(memory).ToString("X", CultureInfo.InvariantCulture));
        try
        {
            return new ScannerProcess(
                Process.Start(start) ?? throw new SandboxException($"the sandbox program {path} did not start"));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SandboxException($"cannot start the sandbox program {path}: {e.Clause()}", e);
        }
    }

    /// <summary>
    /// The limit of the heap, which is otherwise that of sandboxes. It is higher than the limit of the control group: the kernel ends
    /// a process in a way that can be told from a defect.
    /// </summary>
    private static long HeapOf(long memory) => memory <= long.MaxValue / 2 ? 2 * memory : memory;

    /// <summary>Kills the process.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has already ended.
        }
    }

    /// <summary>Waits for the end of the process, which must be near.</summary>
    public ScannerEnd WaitForEnd()
    {
        _process.WaitForExit();
        lock (_errors)
        {
            return ScannerEnd.Of(_process.ExitCode, _errors);
        }
    }

    /// <summary>Kills the process and waits for its end.</summary>
    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
