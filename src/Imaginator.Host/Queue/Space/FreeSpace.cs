namespace Imaginator.Host.Queue.Space;

/// <summary>The space on the file system of a directory, in bytes.</summary>
internal readonly record struct FreeSpace(long Free, long Total)
{
    /// <summary>Measures the file system of a directory.</summary>
    /// <exception cref="IOException">The file system cannot be measured.</exception>
    public static FreeSpace Of(string directory)
    {
        var disk = new DriveInfo(directory);
        return new FreeSpace(disk.AvailableFreeSpace, disk.TotalSize);
    }
}
