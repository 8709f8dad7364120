using System.Buffers.Binary;
using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Supervision;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Supervision;

/// <summary>
/// Answers the system calls that the filter does not decide: it makes device nodes, and denies and counts the others. It
/// runs outside of the sandbox, as root of the machine, on a thread of the outer process. If it ends, these calls fail
/// with ENOSYS.
/// </summary>
/// <param name="socket">The socket to the process that starts commands, see <see cref="SupervisorClient"/>.</param>
/// <param name="proc">The directory <c>/proc</c> of this process's PID namespace.</param>
internal sealed class SystemCallSupervisor(SafeFileHandle socket, DirectoryHandle proc)
{
    /// <summary>The maximum number of device nodes in one sandbox.</summary>
    public const int MaximumNodes = 10_000;

    private readonly DenialCounter _denials = new();
    private int _nodes;

    /// <summary>Starts the thread, which becomes the owner of socket and directory.</summary>
    public static void Start(SafeFileHandle socket, DirectoryHandle proc) =>
        new Thread(() =>
        {
            try
            {
                using (socket)
                using (proc)
                {
                    new SystemCallSupervisor(socket, proc).Run();
                }
            }
            catch (Exception e) when (e is LinuxException or ProtocolException)
            {
                // A sandbox without a supervisor ends: the inner process dies with this one.
                Console.Error.WriteLine($"imaginator-sandbox: the supervisor of system calls failed: {e.Message}");
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
        // Waits until there is a filter: uncontained commands have none.
        using var listener = ReceiveListener();
        if (listener is null)
        {
            return;
        }

        using var nodes = DeviceNodeMaker.OnThisThread();
        SafeFileHandle[] files = [socket, listener.File];
        Span<bool> ready = stackalloc bool[2];
        var watched = files.Length;
        do
        {
            Descriptors.WaitForInput(files.AsSpan(0, watched), ready[..watched]);

            // Calls first: their denials belong in a report that is requested later.
            if (watched == files.Length && ready[1] && !ServeCall(listener, nodes))
            {
                watched = 1;
            }
        }
        while (!ready[0] || ServeReport());
    }

    private SeccompListener? ReceiveListener()
    {
        Span<byte> message = stackalloc byte[1];
        return DescriptorPassing.Receive(socket, message, out var file) > 0 && file is not null ? new SeccompListener(file) : null;
    }

    /// <returns>Whether further calls can follow.</returns>
    private bool ServeCall(SeccompListener listener, DeviceNodeMaker nodes)
    {
        if (listener.GetState() == ListenerState.Ended)
        {
            return false;
        }

        if (listener.Receive() is { } notice)
        {
            listener.Answer(notice.Id, Decide(notice, listener, nodes));
        }

        return true;
    }

    private Errno Decide(SystemCallNotice notice, SeccompListener listener, DeviceNodeMaker nodes)
    {
        using var caller = TryOpen(notice);
        if (caller is null)
        {
            return Errno.EPERM;
        }

        var program = NameOf(caller);
        if (!DeviceNodeMaker.IsNode(notice))
        {
            _denials.Add(new Denial(notice.Name, DenialReasons.DetailOf(notice), program));
            return DenialReasons.ErrorOf(notice);
        }

        if (_nodes >= MaximumNodes)
        {
            _denials.Add(new Denial(notice.Name, $"of more than {MaximumNodes} devices", program));
            return Errno.ENOSPC;
        }

        var outcome = nodes.Make(notice, listener, caller);
        if (outcome.DeniedByPolicy)
        {
            _denials.Add(new Denial(notice.Name, "of a device outside of the image", program));
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
    private bool ServeReport()
    {
        Span<byte> request = stackalloc byte[sizeof(int)];
        if (DescriptorPassing.Receive(socket, request, out var unexpected) < sizeof(int))
        {
            return false;
        }

        unexpected?.Dispose();
        var report = _denials.Take(BinaryPrimitives.ReadInt32LittleEndian(request)).ToFrame();
        try
        {
            DescriptorPassing.Send(socket, report.Span, file: null);
            return true;
        }
        catch (LinuxException e) when (e.Error == Errno.EPIPE)
        {
            return false; // It was killed after it had asked.
        }
    }
}
