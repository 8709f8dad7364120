using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Transports.Ssh;

/// <summary>A running ssh; it ends with the conversation, or when the fetch is cancelled.</summary>
internal sealed class SshChannel : IChannel
{
    private static readonly TimeSpan GraceToEnd = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly SshFailure _failure;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Task<string> _messages;
    private readonly CancellationTokenRegistration _cancellation;

    /// <summary>Takes over a process.</summary>
    /// <param name="process">The ssh, with its streams redirected.</param>
    /// <param name="failure">Explains how it ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public SshChannel(Process process, SshFailure failure, CancellationToken cancellationToken)
    {
        _process = process;
        _failure = failure;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        _messages = ReadMessagesAsync(process.StandardError);
        _cancellation = cancellationToken.Register(Kill);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _input.Write(bytes);
            _input.Flush();
        }
        catch (IOException exception)
        {
            // ssh is gone; what it said is the reason, not the broken pipe.
            throw Ended() ?? _failure.Explain(exception.Message);
        }
    }

    /// <inheritdoc/>
    public int Read(Memory<byte> buffer)
    {
        var count = _output.Read(buffer.Span);
        return count > 0 ? count : Ended() is { } ended ? throw ended : 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        CloseInput();

        // Killing it at once would leave an error in the server's log.
        if (!_process.WaitForExit(GraceToEnd))
        {
            Kill();
        }

        _process.Dispose();
    }

    private ManifestFetchException? Ended()
    {
        _process.WaitForExit();
        if (_process.ExitCode == 0)
        {
            return null;
        }

        // Whatever ssh has left running may hold the stream open; what ssh itself said is there at once.
        return _failure.Explain(_messages.Wait(GraceToEnd) ? _messages.Result : "");
    }

    private void CloseInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // It had ended before: nothing is left to close.
        }
    }

    private void Kill()
    {
        try
        {
            // With the ProxyCommand that it may have started.
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or a child of it, has ended by itself meanwhile.
        }
    }

    // All of it is read, or ssh would stop; only the end is kept, where the cause stands.
    private static async Task<string> ReadMessagesAsync(StreamReader reader)
    {
        const int Kept = 4096;
        var text = new StringBuilder();
        var buffer = new char[1024];
        for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
        {
            text.Append(buffer, 0, count);
            if (text.Length > 2 * Kept)
            {
                text.Remove(0, text.Length - Kept);
            }
        }

        return text.ToString();
    }
}
