using Imaginator.Building.Measurements;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sandboxing.Printing;
using Imaginator.Logging;
using Imaginator.Quantities;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Building.Sandboxing;

/// <inheritdoc/>
internal sealed class Sandbox(
    EmptySandbox empty, SandboxSettings settings, TimeProvider timeProvider, BuildMeasurements? measurements) : ISandbox
{
    private static readonly TimeSpan GraceAfterTerminate = TimeSpan.FromSeconds(1);

    // The sandbox program can be busy with hundreds of other commands, which would be killed with it.
    private static readonly TimeSpan GraceAfterKill = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UrgentGraceAfterKill = TimeSpan.FromSeconds(0.5);

    private readonly OutputBudget _budget = new(settings.MaximumOutputBytes);
    private int _lastId;

    /// <inheritdoc/>
    public IReadOnlyList<ContainmentGap> Gaps { get; private set; } = [];

    /// <summary>Lets the program create the namespaces of the commands and the root.</summary>
    /// <exception cref="SandboxException">That failed, or the network could not be opened.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var request = new PrepareRequest
        {
            Root = settings.RootDirectory,
            MountPoint = settings.MountPoint ?? settings.RootDirectory,
            RootIsShifted = settings.RootIsShifted,
            Tree = settings.WritableTree?.Path ?? "",
            TemporaryFiles = settings.WritableTree?.TemporaryFiles ?? "",
            Hidden = settings.WritableTree?.Hidden ?? "",
            HostName = settings.HostName,
            Binds = [.. settings.Binds.Select(bind => new BindRequest(bind.HostPath, bind.PathBelow, bind.MountPoint, bind.Writable))],
            Contained = settings.Contained && settings.RootDirectory is not null,
            SkipsFlushes = settings.SkipsFlushes,
            PrivateNetwork = settings.Network.Policy != SandboxNetwork.Host,
        };

        // Immediately: the program prepares the root while this process opens the network.
        var prepared = empty.Process.Connection.AskAsync(request.ToFrame(), FrameType.Prepared, cancellationToken);

        // The first failure in this order is thrown. It can be the cause of those behind it: a program that fails ends.
        var entered = empty.Entered.WaitAsync(cancellationToken);
        var opened = empty.NetworkOpened.WaitAsync(cancellationToken);
        await Task.WhenAll(entered, prepared, opened).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await entered;
        var answer = await prepared;
        await opened;
        Gaps =
        [
            .. PreparedReply.Decode(answer.Span).Warnings.Select(reason => new ContainmentGap(Protection.Kernel, reason)),
            .. empty.Gaps,
        ];
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(log);
        using var running = new RunningCommand(command, log, _budget);
        var mode = command.CaptureOutput ? OutputMode.Separate : OutputMode.Merged;
        var before = empty.Group.ReadEvents();
        try
        {
            var id = await StartAsync(command, mode, running, cancellationToken);
            using var watch = new LimitWatch(empty.Group, before, timeProvider);
            var result = AddEvents(await WaitAsync(id, command, running, watch.Reached, cancellationToken), before);
            measurements?.CommandEnded(result.Outcome);
            return result;
        }
        catch (SandboxException e) when (empty.Group.ReadEvents().MemoryKills > before.MemoryKills)
        {
            // The kernel chose a process of the sandbox itself.
            throw new SandboxException($"out of memory (limit {ByteSize.Describe(settings.Limits.MemoryBytes)}): {e.Message}", e);
        }
        finally
        {
            foreach (var line in empty.Refusals?.TakeLines() ?? [])
            {
                log.WriteLine(line);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunInteractivelyAsync(
        SandboxCommand command, SandboxTerminal terminal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(terminal);
        using var running = new RunningCommand(command, new TerminalOutput(terminal.Output), new OutputBudget(long.MaxValue));
        var id = await StartAsync(command, OutputMode.Terminal, running, cancellationToken);
        var size = new ResizeRequest(id, terminal.Columns, terminal.Rows);
        await empty.Process.Connection.SendAsync(size.ToFrame(), cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Not awaited: only a key ends a read from a terminal.
        _ = TypeAsync(id, terminal.Input, ended.Token);
        try
        {
            return await WaitAsync(id, command, running, CancellationToken.None, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public async Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken) =>
        await empty.Process.Connection.AskAsync(
            new UnmountRequest(keepDevices).ToFrame(), FrameType.Unmounted, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => empty.DisposeAsync();

    private CommandResult AddEvents(CommandResult result, ControlGroupEvents before)
    {
        var after = empty.Group.ReadEvents();
        return result with
        {
            ExceededMemoryLimit = after.MemoryKills > before.MemoryKills ? settings.Limits.MemoryBytes : null,
            ExceededProcessLimit = after.RefusedProcesses > before.RefusedProcesses ? settings.Limits.MaximumProcesses : null,
        };
    }

    private async Task<int> StartAsync(
        SandboxCommand command, OutputMode mode, RunningCommand running, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _lastId);
        var request = new RunRequest(
            id,
            command.Arguments,
            [.. command.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            mode);
        await empty.Process.Connection.StartAsync(id, running, request.ToFrame(), cancellationToken);
        return id;
    }

    private async Task TypeAsync(int id, Stream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while (await input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                var typed = new CommandBytes(id, CommandStream.Input, buffer.AsMemory(0, count));
                await empty.Process.Connection.SendAsync(typed.ToFrame(FrameType.Input), cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SandboxException or ObjectDisposedException)
        {
            // No further input; the caller receives the end of the command separately.
        }
    }

    private async Task<CommandResult> WaitAsync(
        int id, SandboxCommand command, RunningCommand running, CancellationToken limitReached, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(command.Timeout ?? Timeout.InfiniteTimeSpan, timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            [timeout.Token, running.KillRequested, command.KillToken, limitReached, cancellationToken]);
        if (await EndsAsync(running, stop.Token))
        {
            return await running.End;
        }

        var timedOut = timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
        using var urgent = CancellationTokenSource.CreateLinkedTokenSource(command.KillToken, cancellationToken);
        await StopAsync(
            id,
            running,
            gently: !running.KillRequested.IsCancellationRequested && !command.KillToken.IsCancellationRequested && !limitReached.IsCancellationRequested,
            urgent.Token);
        cancellationToken.ThrowIfCancellationRequested();
        var result = await running.End;
        return timedOut ? result with { ExceededTimeout = command.Timeout } : result;
    }

    /// <summary>Ends a command; if nothing else helps, together with the sandbox.</summary>
    private async Task StopAsync(int id, RunningCommand running, bool gently, CancellationToken urgent)
    {
        if (gently && await EndsAfterAsync(id, running, SignalNames.Terminate, GraceAfterTerminate, CancellationToken.None))
        {
            return;
        }

        if (!await EndsAfterAsync(id, running, SignalNames.Kill, GraceAfterKill, urgent))
        {
            empty.Process.Kill(
                "the sandbox was killed, because a command did not end after it was killed; "
                + "look for a disk or file server that does not respond");

            // The connection ends immediately, and releases the command.
            await Task.WhenAny(running.End);
        }
    }

    private async Task<bool> EndsAfterAsync(int id, RunningCommand running, int signal, TimeSpan grace, CancellationToken urgent)
    {
        using var graceTimeout = new CancellationTokenSource(grace, timeProvider);
        using var hurry = urgent.Register(() => graceTimeout.CancelAfter(UrgentGraceAfterKill));
        try
        {
            await empty.Process.Connection.SendAsync(new SignalRequest(id, signal).ToFrame(), CancellationToken.None);
        }
        catch (SandboxException)
        {
            // The sandbox is gone, and the command with it; the command's own end says why.
            return true;
        }

        return await EndsAsync(running, graceTimeout.Token);
    }

    /// <summary>Whether the command ends before the token is cancelled.</summary>
    private static async Task<bool> EndsAsync(RunningCommand running, CancellationToken cancellationToken)
    {
        await Task.WhenAny(running.End, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        return running.End.IsCompleted;
    }
}
