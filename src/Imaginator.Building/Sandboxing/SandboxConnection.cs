using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Denials;

namespace Imaginator.Building.Sandboxing;

/// <summary>The frames to and from one sandbox program.</summary>
internal sealed class SandboxConnection : IAsyncDisposable
{
    private readonly Stream _requests;
    private readonly PipeReader _replies;
    private readonly Func<Task<string>> _describeEnd;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, RunningCommand> _commands = new();
    private readonly Lock _gate = new();
    private readonly Queue<Answer> _answers = new();
    private SandboxException? _ended;

    /// <summary>Starts to read replies.</summary>
    public SandboxConnection(Stream requests, Stream replies, Func<Task<string>> describeEnd)
    {
        _requests = requests;
        _replies = PipeReader.Create(replies, new StreamPipeReaderOptions(bufferSize: CommandBytes.MaximumLength));
        _describeEnd = describeEnd;
        Ended = ReadRepliesAsync();
    }

    /// <summary>Ends when nothing more comes from the program.</summary>
    public Task Ended { get; }

    /// <summary>Sends a request that has no answer.</summary>
    /// <exception cref="SandboxException">The program has ended.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) =>
        SendAsync(frame, answer: null, cancellationToken);

    /// <summary>Sends a request and waits for its answer. The answers have the order of the requests.</summary>
    /// <exception cref="SandboxException">The request failed, or the program has ended.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(
        ReadOnlyMemory<byte> frame, FrameType expected, CancellationToken cancellationToken)
    {
        var answer = new Answer(expected);
        await SendAsync(frame, answer, cancellationToken);
        return await answer.Payload.WaitAsync(cancellationToken);
    }

    /// <summary>Sends a command, which from then on gets what comes back for it.</summary>
    /// <exception cref="SandboxException">The program has ended.</exception>
    public async Task StartAsync(
        int id, RunningCommand command, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _commands[id] = command;
        }

        try
        {
            await SendAsync(frame, cancellationToken);
        }
        catch
        {
            Remove(id);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await Ended;
        _writing.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, Answer? answer, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (answer is not null)
            {
                Expect(answer);
            }

            // Not cancelled half-way: the rest of a frame would be missing.
            await _requests.WriteAsync(frame, CancellationToken.None);
            await _requests.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new SandboxException(_ended?.Message ?? "the sandbox has ended", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadRepliesAsync()
    {
        try
        {
            while (true)
            {
                var result = await _replies.ReadAsync();
                var rest = result.Buffer;
                while (TryTakeFrame(ref rest, out var header, out var payload))
                {
                    Dispatch(header.Type, payload);
                }

                _replies.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    End(await _describeEnd());
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ProtocolException or ObjectDisposedException)
        {
            End($"the connection to the sandbox broke: {e.Clause()}");
        }
        finally
        {
            await _replies.CompleteAsync();
        }
    }

    private static bool TryTakeFrame(ref ReadOnlySequence<byte> bytes, out FrameHeader header, out byte[] payload)
    {
        header = default;
        payload = [];
        if (bytes.Length < FrameHeader.Size)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[FrameHeader.Size];
        bytes.Slice(0, FrameHeader.Size).CopyTo(start);
        header = FrameHeader.Decode(start);
        if (bytes.Length < FrameHeader.Size + header.Length)
        {
            return false;
        }

        payload = bytes.Slice(FrameHeader.Size, header.Length).ToArray();
        bytes = bytes.Slice(FrameHeader.Size + header.Length);
        return true;
    }

    private void Dispatch(FrameType type, byte[] payload)
    {
        switch (type)
        {
            case FrameType.Output:
                var printed = CommandBytes.Decode(payload);
                _commands.GetValueOrDefault(printed.Id)?.Print(printed.Stream, printed.Bytes);
                break;
            case FrameType.Denied:
                var report = DenialReport.Decode(payload);
                _commands.GetValueOrDefault(report.Id)?.Deny(report);
                break;
            case FrameType.Exited:
                var exited = ExitedReply.Decode(payload);
                Remove(exited.Id)?.Exit(exited);
                break;
            case FrameType.NotStarted:
                var notStarted = NotStartedReply.Decode(payload);
                Remove(notStarted.Id)?.FailToStart(notStarted.Message);
                break;
            default:
                GiveAnswer(type, payload);
                break;
        }
    }

    private void Expect(Answer answer)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _answers.Enqueue(answer);
        }
    }

    private void GiveAnswer(FrameType type, byte[] payload)
    {
        Answer? answer;
        lock (_gate)
        {
            if (type != FrameType.Failed && (!_answers.TryPeek(out var next) || type != next.Expected))
            {
                throw new ProtocolException($"unexpected frame of type {(byte)type}");
            }

            _answers.TryDequeue(out answer);
        }

        if (type == FrameType.Failed)
        {
            answer?.Fail(new SandboxException(FailureReply.Decode(payload).Message));
        }
        else
        {
            answer?.Give(payload);
        }
    }

    private RunningCommand? Remove(int id) => _commands.TryRemove(id, out var command) ? command : null;

    private void End(string reason)
    {
        lock (_gate)
        {
            _ended = new SandboxException(reason);
            while (_answers.TryDequeue(out var answer))
            {
                answer.Fail(_ended);
            }
        }

        foreach (var id in _commands.Keys)
        {
            Remove(id)?.Abandon(_ended);
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is not null)
        {
            throw new SandboxException(_ended.Message);
        }
    }

    /// <summary>An answer that is to come.</summary>
    private sealed class Answer(FrameType expected)
    {
        private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FrameType Expected => expected;

        public Task<ReadOnlyMemory<byte>> Payload => _source.Task;

        public void Give(byte[] payload) => _source.TrySetResult(payload);

        public void Fail(SandboxException failure)
        {
            _source.TrySetException(failure);

            // The caller may have left: that is not an error of this program.
            _ = _source.Task.Exception;
        }
    }
}
