
namespace Imaginator.Host.History.Logs;

/// <summary>Creates and opens files and directories of build logs, which only the daemon's own user can access.</summary>
internal static class LogFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file that must not exist, for reading and writing; others may open, rename and delete it.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = OwnerOnly,
        BufferSize = 0,
    });

    /// <summary>Opens a file for reading; others may rename and delete it.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);

    /// <summary>Creates a directory and its parents if they are missing.</summary>
    public static void CreateDirectory(string path) =>
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
}
