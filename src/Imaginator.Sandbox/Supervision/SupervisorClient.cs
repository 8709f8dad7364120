using System.Buffers.Binary;
using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Supervision;

/// <summary>The side of the process that starts commands: it hands over the filter's file and asks for reports.</summary>
/// <param name="socket">The socket to the <see cref="SystemCallSupervisor"/>.</param>
internal sealed class SupervisorClient(SafeFileHandle socket)
{
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(10);

    private bool _supervises;

    /// <summary>Hands over the file on which the supervisor receives system calls.</summary>
    public void Supervise(SafeFileHandle listener)
    {
        DescriptorPassing.Send(socket, [0], listener);
        _supervises = true;
    }

    /// <summary>Gets the system calls that were denied since the last report.</summary>
    /// <param name="commandId">The command that the report belongs to.</param>
    /// <returns>The report; null if nothing was denied.</returns>
    /// <exception cref="LinuxException">The supervisor does not answer (ETIMEDOUT) or has ended.</exception>
    public DenialReport? TakeReport(int commandId)
    {
        if (!_supervises)
        {
            return null;
        }

        Span<byte> request = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(request, commandId);
        DescriptorPassing.Send(socket, request, file: null);
        if (!Descriptors.WaitForInput(socket, ReportTimeout))
        {
            throw new LinuxException("wait for the supervisor of system calls", "", Errno.ETIMEDOUT);
        }

        var frame = new byte[FrameHeader.Size + DenialReport.MaximumLength];
        var length = DescriptorPassing.Receive(socket, frame, out var unexpected);
        unexpected?.Dispose();
        if (length < FrameHeader.Size)
        {
            throw new LinuxException("wait for the supervisor of system calls", "", Errno.EPIPE);
        }

        var report = DenialReport.Decode(frame.AsSpan(FrameHeader.Size, length - FrameHeader.Size));
        return report.IsEmpty ? null : report;
    }
}
