using System.Buffers.Binary;
using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Supervision;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Denials;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Supervision;

/// <summary>
/// Answers the system calls that the filter does not decide: it makes device nodes, and denies and counts the others. It
/// runs outside of the sandbox, as root of the machine, on a thread of its own. If it ends, these calls fail with ENOSYS.
/// </summary>
/// <param name="socket">The socket to the commands, and to the thread that starts them: see <see cref="SupervisorClient"/>.</param>
/// <param name="proc">The directory <c>/proc</c> of this process's PID namespace.</param>
/// <param name="devicesAreFiltered">Whether a device filter applies to all commands.</param>
internal sealed class SystemCallSupervisor(SafeFileHandle socket, DirectoryHandle proc, bool devicesAreFiltered)
{
    /// <summary>The maximum number of device nodes in one sandbox.</summary>
    public const int MaximumNodes = 10_000;

    // This thread is in no control group of the build: calls without end would use a processor that nothing limits.
    private const int MaximumFastFailures = 1000;

    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(1);

    private readonly List<SupervisedCommand> _commands = [];

    // Commands without processes, whose denials have not been asked for.
    private readonly List<SupervisedCommand> _ended = [];
    private int _nodes;
    private int _fastFailures;

    /// <summary>Starts the thread, which becomes the owner of socket and directory.</summary>
    public static void Start(SafeFileHandle socket, DirectoryHandle proc, bool devicesAreFiltered) =>
        new Thread(() =>
        {
            try
            {
                using (socket)
                using (proc)
                {
                    new SystemCallSupervisor(socket, proc, devicesAreFiltered).Run();
                }
            }
            catch (Exception e) when (e is LinuxException or ProtocolException)
            {
                // A sandbox without a supervisor ends, and with it all its processes.
                StandardError.WriteLine($"the supervisor of system calls failed: {e.Message}");
                Environment.Exit(1);
            }
        })
        {
            IsBackground = true,
            Name = "supervisor",
        }.Start();

    /// <summary>
    /// Runs until the other side of the socket is closed. The calling thread gets a root and a umask of its own and must
    /// not return to a pool.
    /// </summary>
    public void Run()
    {
        using var nodes = DeviceNodeMaker.OnThisThread(devicesAreFiltered);
        var files = new List<SafeFileHandle>();
        bool isOpen;
        do
        {
            files.Clear();
            files.Add(socket);
            files.AddRange(_commands.Select(command => command.Listener.File));
            var ready = new bool[files.Count];
            Descriptors.WaitForInput(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(files), ready);

            // Calls first: their denials belong in a report that is requested later.
            for (var i = files.Count - 1; i > 0; i--)
            {
                if (ready[i] && !ServeCall(_commands[i - 1], nodes))
                {
                    // All processes have ended; the denials are still to be reported.
                    _commands[i - 1].Listener.Dispose();
                    _ended.Add(_commands[i - 1]);
                    _commands.RemoveAt(i - 1);
                }
            }

            isOpen = !ready[0] || ServeMessage();
        }
        while (isOpen);

        _commands.ForEach(command => command.Dispose());
    }

    /// <returns>Whether further calls can follow.</returns>
    private bool ServeCall(SupervisedCommand command, DeviceNodeMaker nodes)
    {
        var listener = command.Listener;
        if (listener.GetState() == ListenerState.Ended)
        {
            return false;
        }

        if (listener.Receive() is { } notice)
        {
            var error = Decide(notice, command, nodes);
            if (error != Errno.None)
            {
                Delay();
            }

            listener.Answer(notice.Id, error);
        }

        return true;
    }

    // Before the answer, so that the caller waits too. Calls that the filter permits never come here. Device nodes of the same sandbox
    // wait for the failures before them; other sandboxes have another supervisor.
    private void Delay()
    {
        if (_fastFailures < MaximumFastFailures)
        {
            _fastFailures++;
        }
        else
        {
            // A message ends the wait: a report is not late.
            Descriptors.WaitForInput(socket, FailureDelay);
        }
    }

    private Errno Decide(SystemCallNotice notice, SupervisedCommand command, DeviceNodeMaker nodes)
    {
        var denials = command.Denials;
        using var caller = TryOpen(notice);
        if (caller is null)
        {
            return Errno.EPERM;
        }

        var program = NameOf(caller);
        if (!DeviceNodeMaker.IsNode(notice))
        {
            denials.Add(new Denial(notice.Name, DenialReasons.DetailOf(notice), program));
            return DenialReasons.ErrorOf(notice);
        }

        if (_nodes >= MaximumNodes)
        {
            denials.Add(new Denial(notice.Name, $"of more than {MaximumNodes} devices", program));
            return Errno.ENOSPC;
        }

        var outcome = nodes.Make(notice, command.Listener, caller);
        if (outcome.DeniedByPolicy)
        {
            denials.Add(new Denial(notice.Name, "of a device outside of the image", program));
        }

        _nodes += outcome.Error == Errno.None ? 1 : 0;
        return outcome.Error;
    }

    /// <summary>Opens the process of a caller; null if it was killed.</summary>
    private SuspendedCaller? TryOpen(SystemCallNotice notice)
    {
        try
        {
            return SuspendedCaller.Open(proc, notice);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
    }

    private static string NameOf(SuspendedCaller caller)
    {
        try
        {
            return caller.ReadName();
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ESRCH)
        {
            return "a killed process";
        }
    }

    /// <returns>Whether the other side is still there.</returns>
    private bool ServeMessage()
    {
        Span<byte> message = stackalloc byte[sizeof(int)];
        if (DescriptorPassing.Receive(socket, message, out var file) < sizeof(int))
        {
            return false;
        }

        var id = BinaryPrimitives.ReadInt32LittleEndian(message);
        if (file is not null)
        {
            _commands.Add(new SupervisedCommand(id, new SeccompListener(file)));
            return true;
        }

        try
        {
            DescriptorPassing.Send(socket, TakeReport(id).ToFrame().Span, file: null);
            return true;
        }
        catch (LinuxException e) when (e.Error == Errno.EPIPE)
        {
            return false; // It was killed after it had asked.
        }
    }

    private DenialReport TakeReport(int id)
    {
        var command = _ended.Concat(_commands).FirstOrDefault(command => command.Id == id);
        if (command is null)
        {
            return new DenialReport(id, [], 0);
        }

        _ended.Remove(command);
        return command.Denials.Take(id);
    }
}
