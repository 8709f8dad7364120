using Tmds.Linux;

namespace Imaginator.Linux.Storage;

/// <summary>How much room a file system has and how much of it is left.</summary>
/// <param name="TotalBytes">Its size, in bytes.</param>
/// <param name="FreeBytes">What others than root may still use, in bytes.</param>
/// <param name="TotalFiles">How many files it can hold; 0 where only their bytes count.</param>
/// <param name="FreeFiles">How many more it can hold; 0 where only their bytes count.</param>
public readonly record struct FileSystemSpace(long TotalBytes, long FreeBytes, long TotalFiles, long FreeFiles)
{
    /// <summary>Looks at the file system of a directory.</summary>
    /// <param name="hostPath">The directory. Never a path that was joined from parts that somebody else wrote.</param>
    /// <exception cref="LinuxException">There is no such directory, or the kernel refuses.</exception>
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
