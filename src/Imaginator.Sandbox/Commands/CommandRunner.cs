using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Terminals;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Roots;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>Starts commands, forwards their output, and kills the processes that they leave behind.</summary>
internal sealed class CommandRunner(FrameChannel channel, SandboxRoot root, ProcessContainment? containment) : IDisposable
{
    private const int Kill = 9; // SIGKILL

    private readonly List<RunningCommand> _running = [];
    private readonly SafeFileHandle _proc = root.Proc.OpenAsFile();

    /// <summary>Readable when a process has ended.</summary>
    public SafeFileHandle EndNotices { get; } = ChildProcesses.OpenEndNotices();

    /// <summary>
    /// Starts a command. The reply is sent when the command ends, or immediately if it cannot be started.
    /// </summary>
    public void Start(RunRequest request)
    {
        CommandFiles? files = null;
        try
        {
            files = CommandFiles.Create(request.Mode, root.NullDevice);
            var processId = ProgramStarter.Start(new ProgramStart
            {
                Candidates = ProgramSearch.Candidates(request),
                Arguments = request.Arguments,
                Environment = request.Environment,
                StandardInput = files.Input,
                StandardOutput = files.Output,
                StandardError = files.Error,
                ControllingTerminal = files.Controller is not null,
                ProcDirectory = _proc,
                Containment = containment,
            });
            files.CloseGiven();
            _running.Add(new RunningCommand(request.Id, processId, files));
        }
        catch (LinuxException e)
        {
            files?.Dispose();
            channel.Write(new NotStartedReply(request.Id, ProgramSearch.Explain(request, e)).ToFrame());
        }
    }

    /// <summary>Sends input to the terminal of a command, if the command is running and has a terminal.</summary>
    public void Type(CommandBytes typed)
    {
        if (_running.Find(command => command.Id == typed.Id)?.Terminal is { } terminal)
        {
            // Input for a program that does not read is lost, as on any terminal with a full buffer.
            Descriptors.WriteWhatFits(terminal, typed.Bytes.Span);
        }
    }

    /// <summary>Changes the size of a command's terminal, if the command is running and has a terminal.</summary>
    public void Resize(ResizeRequest request)
    {
        if (_running.Find(command => command.Id == request.Id)?.Terminal is { } terminal)
        {
            PseudoTerminal.Resize(terminal, new TerminalSize(request.Columns, request.Rows));
        }
    }

    /// <summary>Sends a signal to a command, if it is running.</summary>
    public void Signal(SignalRequest request)
    {
        if (_running.Find(command => command.Id == request.Id) is { } command)
        {
            ChildProcesses.SignalGroup(command.ProcessId, request.Signal);
        }
    }

    /// <summary>Adds the files that can provide output.</summary>
    public void AddOutputs(List<SafeFileHandle> files)
    {
        foreach (var command in _running)
        {
            command.AddOutputs(files);
        }
    }

    /// <summary>Forwards available output, one piece per stream.</summary>
    public void ForwardOutput(Predicate<SafeFileHandle> isReady)
    {
        foreach (var command in _running)
        {
            command.ForwardOutput(channel, isReady);
        }
    }

    /// <summary>Reaps all processes that have ended and reports the commands among them.</summary>
    public void NoticeEnds()
    {
        Span<byte> notices = stackalloc byte[1024];
        Descriptors.Read(EndNotices, notices);
        while (ChildProcesses.Reap(-1, wait: false) is { } exit)
        {
            _running.Find(command => command.ProcessId == exit.ProcessId)?.End(exit);
        }

        var ended = _running.FindAll(command => command.Exit is not null);
        if (ended.Count == 0)
        {
            return;
        }

        foreach (var command in ended)
        {
            ChildProcesses.SignalGroup(command.ProcessId, Kill);
        }

        var leftOver = ended.Count == _running.Count ? KillLeftOver() : 0;
        foreach (var command in ended)
        {
            command.ForwardRest(channel);
            var exit = command.Exit!.Value;
            channel.Write(new ExitedReply(command.Id, exit.Status, exit.Signal, leftOver).ToFrame());
            command.Dispose();
            _running.Remove(command);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.ForEach(command => command.Dispose());
        EndNotices.Dispose();
        _proc.Dispose();
    }

    private static int KillLeftOver()
    {
        ChildProcesses.SignalWholeNamespace(Kill);
        var count = 0;
        while (ChildProcesses.Reap(-1, wait: true) is not null)
        {
            count++;
        }

        return count;
    }
}
