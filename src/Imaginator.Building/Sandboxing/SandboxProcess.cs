using System.Diagnostics;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Sandboxing;

/// <summary>The running sandbox program.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeProvider _timeProvider;
    private readonly OutputTail _errors = new();
    private readonly Task _readErrors;
    private volatile string? _killReason;

    private SandboxProcess(Process process, TimeProvider timeProvider)
    {
        _process = process;
        _timeProvider = timeProvider;
        _readErrors = ReadErrorsAsync();
        Connection = new SandboxConnection(
            process.StandardInput.BaseStream, process.StandardOutput.BaseStream, DescribeEndAsync);
    }

    /// <summary>The frames to and from it.</summary>
    public SandboxConnection Connection { get; }

    /// <summary>The process, which this object waits for when it is disposed of.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program.</summary>
    /// <param name="timeProvider">Measures how long it may take to end.</param>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public static SandboxProcess Start(string path, TimeProvider timeProvider)
    {
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        try
        {
            var process = Process.Start(start) ?? throw new SandboxException($"the sandbox program {path} did not start");
            return new SandboxProcess(process, timeProvider);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SandboxException($"cannot start the sandbox program {path}: {e.Clause()}", e);
        }
    }

    /// <summary>Kills everything in the sandbox at once.</summary>
    /// <param name="reason">The reason, a sentence for the errors of all running commands; null if they have another one.</param>
    public void Kill(string? reason = null)
    {
        _killReason ??= reason;
        try
        {
            // Its child, the sandbox's first process, is tied to it, and everything else to that one.
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has already ended.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The end of its input tells the program to end; one that hangs is killed.
        _process.StandardInput.Close();
        if (!await EndsInTimeAsync())
        {
            Kill();
            await EndsInTimeAsync();
        }

        await Connection.DisposeAsync();
        await _readErrors;
        _process.Dispose();
    }

    private async Task<bool> EndsInTimeAsync()
    {
        using var timeout = new CancellationTokenSource(EndTimeout, _timeProvider);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReadErrorsAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _process.StandardError.BaseStream.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_errors)
                {
                    _errors.Append(buffer.AsSpan(0, count));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by this process during the read: the text is no longer necessary.
        }
    }

    private async Task<string> DescribeEndAsync()
    {
        // The last errors can arrive after the end of the replies. A process that inherited the stream can keep it open.
        await Task.WhenAny(_readErrors, Task.Delay(EndTimeout, _timeProvider));
        if (_killReason is { } reason)
        {
            return reason;
        }

        lock (_errors)
        {
            var lines = string.Join("; ", _errors.Lines());
            return lines.Length == 0
                ? "the sandbox ended unexpectedly: a command of the build ended its first process, or an operator killed it"
                : $"the sandbox ended unexpectedly, which a command of the build can cause: {lines}";
        }
    }
}
