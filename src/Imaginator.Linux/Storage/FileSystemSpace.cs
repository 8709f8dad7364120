using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>The total and the free space of a file system.</summary>
/// <param name="TotalBytes">The size, in bytes.</param>
/// <param name="FreeBytes">The space that users other than root can still use, in bytes.</param>
/// <param name="TotalFiles">The maximum number of files; 0 if the file system has no such limit.</param>
/// <param name="FreeFiles">
/// The number of files that can still be created; 0 if the file system has no such limit.
/// </param>
public readonly record struct FileSystemSpace(long TotalBytes, long FreeBytes, long TotalFiles, long FreeFiles)
{
    /// <summary>Gets the space of the file system that contains a directory.</summary>
    /// <param name="hostPath">The path of the directory. Never joined from untrusted parts.</param>
    /// <exception cref="LinuxException">The directory does not exist, or the kernel refuses.</exception>
    public static unsafe FileSystemSpace Of(string hostPath)
    {
        using var directory = Trees.DirectoryHandle.OpenHost(hostPath);
        statvfs status;
        NativeCall.ThrowIfFailed(LibC.fstatvfs(directory.Descriptor, &status), "fstatvfs", hostPath);
        var block = (long)status.f_frsize;
        return new(
            (long)(ulong)status.f_blocks * block,
            (long)(ulong)status.f_bavail * block,
            (long)(ulong)status.f_files,
            (long)(ulong)status.f_favail);
    }
}
