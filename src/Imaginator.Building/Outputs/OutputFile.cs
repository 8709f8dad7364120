using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Outputs;

/// <summary>
/// A file that a result is written to. The result is written under a temporary name in the same directory and gets its name when it
/// is complete: it replaces a regular file, and never a device, a link or anything else.
/// </summary>
public sealed class OutputFile : IDisposable
{
    private readonly string _path;

    private OutputFile(string path)
    {
        _path = path;

        // Shorter than most names: the name of the file itself can have the maximum length.
        TemporaryPath = Path.Combine(Path.GetDirectoryName(path)!, $".imaginator-{Guid.NewGuid():N}");
    }

    /// <summary>The path that the result must be written to. No file has it yet.</summary>
    public string TemporaryPath { get; }

    /// <summary>Checks that a file can be written, before the work for its contents starts.</summary>
    /// <param name="path">The path of the file, which does not have to exist.</param>
    /// <exception cref="ImaginatorException">The file cannot be written; the message says why.</exception>
    public static void Check(string path)
    {
        using var output = Begin(path);
        try
        {
            using var file = new FileStream(output.TemporaryPath, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot write to \"{path}\": cannot create a file in its directory: {e.Clause()}", e);
        }
    }

    /// <summary>Begins to write a file.</summary>
    /// <param name="path">The path of the file, which does not have to exist.</param>
    /// <returns>The file. Disposing of it removes the data written so far, unless the file is complete.</returns>
    /// <exception cref="ImaginatorException">The path is not that of a regular file in an existing directory.</exception>
    public static OutputFile Begin(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequireReplaceable(path);
        return new OutputFile(Path.GetFullPath(path));
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="ImaginatorException">In the meantime, the name has been given to something that must not be replaced.</exception>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public void Complete()
    {
        RequireReplaceable(_path);
        File.Move(TemporaryPath, _path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(TemporaryPath);

    private static void RequireReplaceable(string path)
    {
        if (path.Length == 0 || path.EndsWith('/') || Directory.Exists(path))
        {
            throw new ImaginatorException($"cannot write to \"{path}\": give the path of a file, not of a directory");
        }

        var full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new ImaginatorException($"cannot write to \"{path}\": its directory does not exist; create the directory first");
        }

        if (new FileInfo(full).LinkTarget is { } target)
        {
            throw new ImaginatorException(
                $"cannot write to \"{path}\": it is a symbolic link, which would be replaced; give the path that it leads to ({target})");
        }

        if (File.Exists(full) && SpecialTypeOf(full) is { } type)
        {
            throw new ImaginatorException(
                $"cannot write to \"{path}\": it is a {type}, which would be replaced; give the path of a regular file");
        }
    }

    private static string? SpecialTypeOf(string path) =>
        HostFiles.TryGetStatus(path)?.Type switch
        {
            FileType.BlockDevice or FileType.CharacterDevice => "device",
            FileType.Fifo => "FIFO",
            FileType.Socket => "socket",
            _ => null,
        };
}
