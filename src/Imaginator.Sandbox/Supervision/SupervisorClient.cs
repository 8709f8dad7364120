using System.Buffers.Binary;
using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Denials;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Supervision;

/// <summary>The side of the thread that starts commands: it asks for reports. Each command hands over its listener itself.</summary>
internal sealed class SupervisorClient : IDisposable
{
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(10);

    private SupervisorClient(SafeFileHandle socket) => Socket = socket;

    /// <summary>The socket to the <see cref="SystemCallSupervisor"/>; see <see cref="ProgramStart.Supervisor"/>.</summary>
    public SafeFileHandle Socket { get; }

    /// <summary>Starts the supervisor.</summary>
    /// <param name="proc">The directory <c>/proc</c> of this process's PID namespace; it belongs to the supervisor.</param>
    /// <param name="devicesAreFiltered">Whether a device filter applies to all commands.</param>
    public static SupervisorClient Start(DirectoryHandle proc, bool devicesAreFiltered)
    {
        var (socket, supervised) = DescriptorPassing.CreatePair();
        SystemCallSupervisor.Start(supervised, proc, devicesAreFiltered);
        return new SupervisorClient(socket);
    }

    /// <summary>Gets the system calls of a command that were denied. The command has ended.</summary>
    /// <returns>The report; null if nothing was denied.</returns>
    /// <exception cref="LinuxException">The supervisor does not answer (ETIMEDOUT) or has ended.</exception>
    public DenialReport? TakeReport(int commandId)
    {
        Span<byte> request = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(request, commandId);
        DescriptorPassing.Send(Socket, request, file: null);
        if (!Descriptors.WaitForInput(Socket, ReportTimeout))
        {
            throw new LinuxException("wait for the supervisor of system calls", "", Errno.ETIMEDOUT);
        }

        var frame = new byte[FrameHeader.Size + DenialReport.MaximumLength];
        var length = DescriptorPassing.Receive(Socket, frame, out var unexpected);
        unexpected?.Dispose();
        if (length < FrameHeader.Size)
        {
            throw new LinuxException("wait for the supervisor of system calls", "", Errno.EPIPE);
        }

        var report = DenialReport.Decode(frame.AsSpan(FrameHeader.Size, length - FrameHeader.Size));
        return report.IsEmpty ? null : report;
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
