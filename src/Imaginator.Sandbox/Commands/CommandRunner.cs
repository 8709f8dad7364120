using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Terminals;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Roots;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>Starts commands, forwards their output, and kills the processes that they leave behind.</summary>
internal sealed class CommandRunner(FrameChannel channel, SandboxRoot root, CommandSurroundings surroundings) : IDisposable
{
    /// <summary>The message for the end of the first process.</summary>
    public const string EndedMessage = "process 1 of the sandbox was killed, by one of its commands or for lack of memory";

    private const int Kill = 9; // SIGKILL

    private static readonly TimeSpan EndOfSandbox = TimeSpan.FromMilliseconds(100);

    private readonly List<RunningCommand> _running = [];
    private readonly SafeFileHandle _proc = root.Proc.OpenAsFile();

    /// <summary>Readable when the first process has ended, and with it all others.</summary>
    public SafeFileHandle SandboxEnd => surroundings.First.End;

    /// <summary>
    /// Starts a command. The reply is sent when the command ends, or immediately if it cannot be started.
    /// </summary>
    public void Start(RunRequest request)
    {
        CommandFiles? files = null;
        try
        {
            files = CommandFiles.Create(request.Mode, root.NullDevice, root.Shift);
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
                ControlGroups = surroundings.ControlGroups,
                MountNamespace = surroundings.MountNamespace,
                UserNamespace = surroundings.First.UserNamespace,
                Containment = surroundings.Containment,
                Supervisor = surroundings.Supervisor?.Socket,
                SupervisedId = request.Id,
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
            Descriptors.WriteWhatFits(terminal, typed.Bytes.Span, "the terminal of a command");
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

    /// <summary>Adds the files that become readable with output or with the end of a command.</summary>
    public void AddFiles(List<SafeFileHandle> files)
    {
        foreach (var command in _running)
        {
            command.AddFiles(files);
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

    /// <summary>Reaps the commands that have ended and reports them.</summary>
    public void NoticeEnds(Predicate<SafeFileHandle> isReady)
    {
        foreach (var command in _running)
        {
            if (isReady(command.EndNotice) && ChildProcesses.Reap(command.ProcessId, wait: false) is { } exit)
            {
                command.End(exit);
            }
        }

        var ended = _running.FindAll(command => command.Exit is not null);
        if (ended.Count == 0)
        {
            return;
        }

        // Nothing of a command lives when its end is reported: the tree and its open files belong to the caller again.
        var leftOver = 0;
        if (ended.Count == _running.Count)
        {
            leftOver = surroundings.First.KillOthers(root.Proc);
        }
        else
        {
            ended.ForEach(command => ChildProcesses.SignalGroup(command.ProcessId, Kill));
        }

        // The end of process 1 kills the commands first.
        if (ended.Exists(command => command.Exit?.Signal == Kill) && Descriptors.WaitForInput(SandboxEnd, EndOfSandbox))
        {
            throw new ProtocolException(EndedMessage);
        }

        foreach (var command in ended)
        {
            command.ForwardRest(channel);
            if (surroundings.Supervisor?.TakeReport(command.Id) is { } report)
            {
                channel.Write(report.ToFrame());
            }

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
        _proc.Dispose();
    }
}
