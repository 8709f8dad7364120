namespace Imaginator.Host.Recording.Logs;

/// <summary>How the files and directories of build logs are made: for the daemon's own user only.</summary>
internal static class LogFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file that must not exist, for reading and writing; others may open, rename and delete it meanwhile.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = OwnerOnly,
        BufferSize = 0,
    });

    /// <summary>Opens a file for reading, whatever happens to its name meanwhile.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);

    /// <summary>Makes a directory, with its parents, where it is missing.</summary>
    public static void MakeDirectory(string path) =>
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
}
