using Imaginator.Building.Sandboxing.Causes;
using Imaginator.Building.Sandboxing.Printing;
using Imaginator.Logging;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Denials;

namespace Imaginator.Building.Sandboxing;

/// <summary>A running command in a sandbox: receives its output and its end from the connection.</summary>
/// <param name="budget">The output limit of all commands of the sandbox together.</param>
/// <remarks>Thread-safe. Output that arrives after disposal is dropped.</remarks>
internal sealed class RunningCommand(SandboxCommand command, IBuildLog log, OutputBudget budget) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<CommandResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _failure = new();
    private readonly OutputTail _tail = new();
    private readonly MemoryStream _captured = new();
    private Exception? _logFailure;
    private bool _isInsideLine;
    private bool _isDisposed;

    /// <summary>The end of the command; fails if the sandbox ends first.</summary>
    public Task<CommandResult> End => _end.Task;

    /// <summary>Cancelled when the command must be killed: it printed too much, or what it prints cannot be kept.</summary>
    public CancellationToken KillRequested => _failure.Token;

    /// <summary>The output limit in bytes that was exceeded; null if none was.</summary>
    public long? ExceededLimit { get; private set; }

    /// <summary>Receives output.</summary>
    public void Print(CommandStream stream, ReadOnlyMemory<byte> bytes)
    {
        // The sandbox may still print for a command whose caller has left.
        lock (_lock)
        {
            if (!_isDisposed && !KillRequested.IsCancellationRequested)
            {
                Keep(stream, bytes);
            }
        }
    }

    /// <summary>Receives the system calls that were denied, and names them in the log.</summary>
    public void Deny(DenialReport report)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                WriteToLog(DenialLines.Of(report, _isInsideLine));
            }
        }
    }

    /// <summary>Receives the end of the command.</summary>
    public void Exit(ExitedReply reply)
    {
        if (_logFailure is not null)
        {
            _end.TrySetException(_logFailure);
            return;
        }

        _end.TrySetResult(new CommandResult
        {
            ExitCode = reply.Signal == 0 ? reply.Status : null,
            Signal = reply.Signal == 0 ? null : reply.Signal,
            LeftOverProcesses = reply.LeftOver,
            LastLines = _tail.Lines(),

            // Only failures are explained.
            CauseLine = reply is { Signal: 0, Status: 0 } ? null : CauseFinder.Find(_tail.AllLines()),
            Output = _captured.ToArray(),
            ExceededOutputLimit = ExceededLimit,
        });
    }

    /// <summary>Receives the reason of a failed start.</summary>
    public void FailToStart(string reason) => _end.TrySetResult(new CommandResult { StartFailure = reason });

    /// <summary>Receives the end of the sandbox.</summary>
    public void Abandon(SandboxException reason) => _end.TrySetException(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _failure.Dispose();
            _captured.Dispose();
        }
    }

    private void Keep(CommandStream stream, ReadOnlyMemory<byte> bytes)
    {
        _tail.Append(bytes.Span);
        if (!budget.TrySpend(bytes.Length))
        {
            Exceed(budget.Limit);
        }
        else if (command.CaptureOutput && stream == CommandStream.Output)
        {
            _captured.Write(bytes.Span);
            if (_captured.Length > SandboxCommand.MaximumCapturedBytes)
            {
                Exceed(SandboxCommand.MaximumCapturedBytes);
            }
        }
        else
        {
            WriteToLog(bytes);
        }
    }

    private void Exceed(long limit)
    {
        ExceededLimit = limit;
        _failure.Cancel();
    }

    private void WriteToLog(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _isInsideLine = bytes.Span is [.., not (byte)'\n'];
            log.Write(bytes.Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            // Thrown again where the command was run, once it is dead.
            _logFailure = e;
            _failure.Cancel();
        }
    }
}
