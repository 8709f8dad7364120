using Imaginator.Building.Measurements;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Logging;
using Imaginator.Quantities;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Building.Sandboxing;

/// <inheritdoc/>
internal sealed class Sandbox(
    SandboxProcess process, SandboxSettings settings, bool hasUserNamespace, ControlGroup group, NameServer? names, TimeProvider timeProvider,
    BuildMeasurements? measurements) : ISandbox
{
    private static readonly TimeSpan GraceAfterTerminate = TimeSpan.FromSeconds(1);

    // The sandbox program can be busy with hundreds of other commands, which would be killed with it.
    private static readonly TimeSpan GraceAfterKill = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UrgentGraceAfterKill = TimeSpan.FromSeconds(0.5);

    private readonly OutputBudget _budget = new(settings.MaximumOutputBytes);
    private int _lastId;
    private BuildNetwork? _network;
    private ConnectFilter? _filter;
    private RefusalReport? _refusals;

    /// <inheritdoc/>
    public IReadOnlyList<ContainmentGap> Gaps { get; private set; } = [];

    /// <summary>Lets the program create its namespaces and the root.</summary>
    /// <param name="filter">The filter of the daemon's ports; null if there is none. The sandbox owns it.</param>
    /// <param name="devicesAreFiltered">Whether a device filter applies to the control group.</param>
    /// <param name="gaps">The known gaps in the containment.</param>
    /// <exception cref="SandboxException">That failed.</exception>
    public async Task PrepareAsync(ConnectFilter? filter, bool devicesAreFiltered, IReadOnlyList<ContainmentGap> gaps, CancellationToken cancellationToken)
    {
        _filter = filter;
        var network = BuildNetwork.RequestFor(settings.Network.Policy);
        await EnterAsync(network, devicesAreFiltered, cancellationToken);
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
            PrivateNetwork = network is not null,
        };
        var answer = await process.Connection.AskAsync(request.ToFrame(), FrameType.Prepared, cancellationToken);
        Gaps =
        [
            .. PreparedReply.Decode(answer.Span).Warnings.Select(reason => new ContainmentGap(Protection.Kernel, reason)),
            .. gaps,
        ];
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(log);
        using var running = new RunningCommand(command, log, _budget);
        var mode = command.CaptureOutput ? OutputMode.Separate : OutputMode.Merged;
        var before = group.ReadEvents();
        try
        {
            var id = await StartAsync(command, mode, running, cancellationToken);
            using var watch = new LimitWatch(group, before, timeProvider);
            var result = AddEvents(await WaitAsync(id, command, running, watch.Reached, cancellationToken), before);
            measurements?.CommandEnded(result.Outcome);
            return result;
        }
        catch (SandboxException e) when (group.ReadEvents().MemoryKills > before.MemoryKills)
        {
            // The kernel chose a process of the sandbox itself.
            throw new SandboxException($"out of memory (limit {ByteSize.Describe(settings.Limits.MemoryBytes)}): {e.Message}", e);
        }
        finally
        {
            foreach (var line in _refusals?.TakeLines() ?? [])
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
        await process.Connection.SendAsync(size.ToFrame(), cancellationToken);
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
        await process.Connection.AskAsync(
            new UnmountRequest(keepDevices).ToFrame(), FrameType.Unmounted, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        _filter?.Dispose();
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }

        await group.RemoveAsync();
        if (names is not null)
        {
            await names.DisposeAsync();
        }
    }

    private async Task EnterAsync(PrivateNetworkRequest? network, bool devicesAreFiltered, CancellationToken cancellationToken)
    {
        var request = new EnterRequest(
            group.Directories, network, hasUserNamespace, OwnsMounts: hasUserNamespace && settings.RootDirectory is null, devicesAreFiltered).ToFrame();
        if (network is null)
        {
            await process.Connection.SendAsync(request, cancellationToken);
            _refusals = _filter is null ? null : new RefusalReport(settings.Network.Policy, _filter.ReadRefusals);
            return;
        }

        var answer = await process.Connection.AskAsync(request, FrameType.Entered, cancellationToken);
        try
        {
            _network = await BuildNetwork.OpenAsync(process.Id, network, EnteredReply.Decode(answer.Span), settings.Network, settings.HostName, timeProvider);
            _refusals = _network.Report;
        }
        catch (LinuxException e)
        {
            throw new SandboxException(
                $"cannot create the network of a build for the network policy \"{settings.Network.Policy.NameOf()}\": {e.Message}; "
                + "use Linux 5.9 or later with BPF, or set Network to host",
                e);
        }
    }

    private CommandResult AddEvents(CommandResult result, ControlGroupEvents before)
    {
        var after = group.ReadEvents();
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
        await process.Connection.StartAsync(id, running, request.ToFrame(), cancellationToken);
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
                await process.Connection.SendAsync(typed.ToFrame(FrameType.Input), cancellationToken);
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
            process.Kill(
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
            await process.Connection.SendAsync(new SignalRequest(id, signal).ToFrame(), CancellationToken.None);
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
