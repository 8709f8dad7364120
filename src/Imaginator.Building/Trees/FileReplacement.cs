using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Trees;

/// <summary>
/// Replaces the file or link of a name in one step: creates the new one under another name and renames it. So
/// no file is ever half-written, and other names of the old file (hard links) keep the old contents.
/// </summary>
internal static class FileReplacement
{
    /// <summary>Writes a regular file, owned by root unless <paramref name="owner"/> says otherwise.</summary>
    /// <param name="name">The name; anything that has it and is not a directory is replaced.</param>
    /// <param name="permissions">Set-uid, set-gid, sticky and permission bits.</param>
    /// <param name="owner">The status whose owner and group the file gets.</param>
    /// <param name="modificationTime">The status whose modification time the file gets; null for now.</param>
    public static void WriteFile(
        DirectoryHandle directory,
        string name,
        uint permissions,
        Action<SafeFileHandle> write,
        FileStatus? owner = null,
        FileStatus? modificationTime = null) =>
        Replace(directory, name, temporary =>
        {
            using var file = directory.CreateFile(temporary, permissions);
            write(file);

            // In a set-gid directory a new file has the directory's group. Changing the owner clears mode bits.
            directory.SetOwner(file, owner?.Uid ?? 0, owner?.Gid ?? 0);
            FileHandles.SetMode(file, permissions);
            if (modificationTime is { } time)
            {
                FileHandles.SetModificationTime(file, time.MtimeSeconds, time.MtimeNanoseconds);
            }
        });

    /// <summary>Makes a symbolic link, owned by root.</summary>
    /// <param name="name">The name; anything that has it and is not a directory is replaced.</param>
    public static void MakeLink(DirectoryHandle directory, string name, string target) =>
        Replace(directory, name, temporary =>
        {
            directory.MakeSymbolicLink(temporary, target);
            directory.SetOwner(temporary, 0, 0);
        });

    private static void Replace(DirectoryHandle directory, string name, Action<string> make)
    {
        var temporary = $".imaginator-{Guid.NewGuid():N}";
        try
        {
            make(temporary);
            directory.Rename(temporary, directory, name);
        }
        catch
        {
            if (directory.TryGetStatus(temporary) is not null)
            {
                directory.Unlink(temporary);
            }

            throw;
        }
    }
}
