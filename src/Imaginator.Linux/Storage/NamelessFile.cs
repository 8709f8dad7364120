namespace Imaginator.Linux.Storage;

/// <summary>
/// Files without a name: their contents use disk space instead of memory, and disappear when the last process that has
/// them open closes them.
/// </summary>
public static class NamelessFile
{
    /// <summary>Creates a nameless file for reading and writing by this process.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    public static FileStream Create(string directory)
    {
        // The name exists only briefly; it identifies the file if the process is killed at that moment.
        var path = Path.Combine(directory, Guid.NewGuid().ToString("N") + ".output");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        });
        File.Delete(path);
        return file;
    }
}
