using System.Diagnostics;
using System.Text;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Linux.Processes;

namespace Imaginator.Hosting.Fetching;

/// <summary>The process of a fetcher: its frames, its end, and what it printed last.</summary>
internal sealed class FetcherConnection : IAsyncDisposable
{
    /// <summary>The argument with which the program is a fetcher.</summary>
    public const string Argument = "fetcher";

    private const int KillSignal = 9;
    private const int KeptMessages = 4096;

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeProvider _timeProvider;
    private readonly StringBuilder _messages = new();
    private readonly Task _readMessages;

    public FetcherConnection(Process process, TimeProvider timeProvider)
    {
        _process = process;
        _timeProvider = timeProvider;
        ProcessId = process.Id;
        _readMessages = ReadMessagesAsync();
    }

    /// <summary>The process, which leads its process group.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Sends a frame.</summary>
    /// <exception cref="IOException">The process has ended.</exception>
    public async Task SendAsync(FetcherFrame frame, CancellationToken cancellationToken)
    {
        var stream = _process.StandardInput.BaseStream;
        await stream.WriteAsync(FetcherFrames.Encode(frame), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Receives a frame; null if the process has ended.</summary>
    /// <exception cref="InvalidDataException">The frame is too long.</exception>
    /// <exception cref="EndOfStreamException">The process ended within the frame.</exception>
    public Task<FetcherFrame?> ReceiveAsync(CancellationToken cancellationToken) =>
        FetcherFrames.ReadAsync(_process.StandardOutput.BaseStream, FetcherFrame.MaximumFromFetcher, cancellationToken);

    /// <summary>Kills the process and the programs that it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has already ended, but its programs have not necessarily.
        }

        ChildProcesses.SignalGroup(ProcessId, KillSignal);
    }

    /// <summary>Kills the process, waits for its end, and describes the end.</summary>
    public async Task<FetcherEnd> EndAsync()
    {
        // An end of the output is the end of the process, whose exit status arrives a moment later.
        var isKilled = !await EndsInTimeAsync();
        Kill();
        if (isKilled)
        {
            await EndsInTimeAsync();
        }

        await Task.WhenAny(_readMessages, Task.Delay(EndTimeout, _timeProvider));
        lock (_messages)
        {
            return new FetcherEnd(_process.HasExited && !isKilled ? _process.ExitCode : null, _messages.ToString());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await EndsInTimeAsync();
        }

        await Task.WhenAny(_readMessages, Task.Delay(EndTimeout, _timeProvider));

        // The process object does not close streams that were used.
        await _process.StandardInput.BaseStream.DisposeAsync();
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
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

    // Reads everything, because the process would block otherwise. Keeps only the end, which contains the cause.
    private async Task ReadMessagesAsync()
    {
        var buffer = new char[1024];
        try
        {
            while (await _process.StandardError.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_messages)
                {
                    _messages.Append(buffer, 0, count);
                    if (_messages.Length > KeptMessages)
                    {
                        _messages.Remove(0, _messages.Length - KeptMessages);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed by this process during the read: the text is no longer necessary.
        }
    }
}
