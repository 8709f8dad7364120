using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Channels.Ssh;

/// <summary>A process of ssh. It ends with the channel or with the cancellation of the fetch.</summary>
internal sealed class SshChannel : IChannel
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly SshFailure _failure;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Task<string> _messages;
    private readonly CancellationTokenRegistration _cancellation;

    public SshChannel(Process process, SshFailure failure, CancellationToken cancellationToken)
    {
        _process = process;
        _failure = failure;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        _messages = ReadMessagesAsync(process.StandardError);
        _cancellation = cancellationToken.Register(Kill);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _input.Write(bytes);
            _input.Flush();
        }
        catch (IOException exception)
        {
            // ssh has ended: its messages explain the failure better than the broken pipe.
            throw FindFailure() ?? _failure.Explain(exception.Message);
        }
    }

    public int Read(Memory<byte> buffer)
    {
        var count = _output.Read(buffer.Span);
        return count > 0 ? count : FindFailure() is { } failure ? throw failure : 0;
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        CloseInput();

        // Killing it immediately would cause an error in the log of the server.
        if (!_process.WaitForExit(ExitTimeout))
        {
            Kill();
        }

        _process.Dispose();
    }

    private ManifestFetchException? FindFailure()
    {
        _process.WaitForExit();
        if (_process.ExitCode == 0)
        {
            return null;
        }

        // Child processes of ssh can keep the stream open. The messages of ssh itself are available immediately.
        return _failure.Explain(_messages.Wait(ExitTimeout) ? _messages.Result : "");
    }

    private void CloseInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // The process has ended.
        }
    }

    private void Kill()
    {
        try
        {
            // The process tree includes a ProxyCommand.
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process or one of its children has ended.
        }
    }

    // Reads everything, because ssh would block otherwise. Keeps only the end, which contains the cause.
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
