namespace Imaginator.Host.Queue.Space;

/// <summary>The room on the disk of a directory.</summary>
/// <param name="Free">What is left, in bytes.</param>
/// <param name="Total">The disk's size in bytes.</param>
internal readonly record struct FreeSpace(long Free, long Total)
{
    /// <summary>Looks.</summary>
    /// <param name="directory">A directory.</param>
    /// <returns>The room on its disk.</returns>
    /// <exception cref="IOException">The directory cannot be looked at.</exception>
    public static FreeSpace Of(string directory)
    {
        var disk = new DriveInfo(directory);
        return new FreeSpace(disk.AvailableFreeSpace, disk.TotalSize);
    }
}
