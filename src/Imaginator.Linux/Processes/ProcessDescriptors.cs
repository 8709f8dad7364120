using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Processes;

/// <summary>Copies open files of a child process into this process.</summary>
public static class ProcessDescriptors
{
    /// <summary>Copies files. The caller disposes of the copies.</summary>
    /// <param name="processId">A child of this process that has not been waited for, so that its number has not been reused.</param>
    /// <param name="descriptors">The numbers of the files in the child.</param>
    /// <exception cref="LinuxException">The kernel refuses (before Linux 5.6), or the child has ended.</exception>
    public static ImmutableArray<SafeFileHandle> Copy(int processId, ImmutableArray<int> descriptors)
    {
        var result = (int)NativeCall.Syscall(SyscallNumbers.PidfdOpen, processId);
        NativeCall.ThrowIfFailed(result, "pidfd_open", "");
        using var process = new SafeFileHandle(result, ownsHandle: true);
        var copies = ImmutableArray.CreateBuilder<SafeFileHandle>(descriptors.Length);
        try
        {
            foreach (var descriptor in descriptors)
            {
                var copy = (int)NativeCall.Syscall(SyscallNumbers.PidfdGetfd, result, descriptor);
                NativeCall.ThrowIfFailed(copy, "pidfd_getfd", "");
                copies.Add(new SafeFileHandle(copy, ownsHandle: true));
            }

            return copies.MoveToImmutable();
        }
        catch
        {
            foreach (var copy in copies)
            {
                copy.Dispose();
            }

            throw;
        }
    }
}
