using System.Globalization;

namespace Imaginator.Linux.Storage;

/// <summary>The guarantees of the journal of a file system.</summary>
public static class FileSystemJournal
{
    private const string SystemFiles = "/sys";

    /// <summary>
    /// True if the file system has one journal for all changes of names and attributes: <c>fsync</c> of any file, then, also makes
    /// all earlier changes of names durable, in all directories. That holds for ext4 with a journal, and for XFS. False for
    /// others, and if the kernel does not tell.
    /// </summary>
    /// <remarks>
    /// The kernel describes each mounted ext4 and XFS below <c>/sys/fs</c>, with the file <c>journal_task</c> if an ext4 has a journal
    /// (Documentation/ABI/testing/sysfs-fs-ext4, sysfs-fs-xfs of Linux).
    /// </remarks>
    /// <param name="device">The device number of a file on the file system, as <c>stat</c> returns it.</param>
    public static bool IsShared(ulong device) => IsShared(device, SystemFiles);

    internal static bool IsShared(ulong device, string systemFiles)
    {
        var major = ((device >> 8) & 0xFFF) | ((device >> 32) & ~0xFFFUL);
        var minor = (device & 0xFF) | ((device >> 12) & ~0xFFUL);
        var link = new DirectoryInfo(string.Create(CultureInfo.InvariantCulture, $"{systemFiles}/dev/block/{major}:{minor}"));
        try
        {
            return link.LinkTarget is { } target && Path.GetFileName(target) is { Length: > 0 } name
                && (File.Exists($"{systemFiles}/fs/ext4/{name}/journal_task") || Directory.Exists($"{systemFiles}/fs/xfs/{name}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
