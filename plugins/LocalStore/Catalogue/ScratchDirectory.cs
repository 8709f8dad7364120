namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Temporary directories: of the system, or in memory if that one is full or read-only.</summary>
internal static class ScratchDirectory
{
    private const string Memory = "/dev/shm";

    /// <summary>Creates a directory and fills it. Fails with the exception of the last attempt.</summary>
    /// <param name="prefix">The start of its name.</param>
    /// <param name="fill">Fills the directory at a path.</param>
    public static string Create(string prefix, Action<string> fill)
    {
        try
        {
            return CreateIn(Path.GetTempPath(), prefix, fill);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && Directory.Exists(Memory))
        {
            return CreateIn(Memory, prefix, fill);
        }
    }

    private static string CreateIn(string parent, string prefix, Action<string> fill)
    {
        var path = Path.Combine(parent, $"{prefix}{Guid.NewGuid():N}");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            fill(path);
            return path;
        }
        catch
        {
            Directory.Delete(path, recursive: true);
            throw;
        }
    }
}
