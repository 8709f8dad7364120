using System.Diagnostics;
using System.Text;

namespace Imaginator.Testing;

/// <summary>An entry of a manifest that a <see cref="ManifestSourceConformance"/> needs. Directories exist only as parents of entries.</summary>
/// <param name="Path">The path with slashes, relative to the root of the URL.</param>
/// <param name="Kind">The kind of the entry.</param>
public sealed record ManifestEntry(string Path, ManifestEntryKind Kind)
{
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ExecutableByAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The contents of a file, or the target of a symbolic link.</summary>
    public string Text { get; init; } = "";

    /// <summary>True for a file with the permission to execute.</summary>
    public bool IsExecutable { get; init; }

    /// <summary>Creates a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="text">The contents.</param>
    /// <returns>The entry.</returns>
    public static ManifestEntry File(string path, string text) => new(path, ManifestEntryKind.File) { Text = text };

    /// <summary>Creates a symbolic link.</summary>
    /// <param name="path">The path.</param>
    /// <param name="target">The target.</param>
    /// <returns>The entry.</returns>
    public static ManifestEntry Link(string path, string target) => new(path, ManifestEntryKind.SymbolicLink) { Text = target };

    /// <summary>Makes the entry in a directory of this machine, with its parent directories.</summary>
    /// <param name="directory">The path of the directory.</param>
    /// <exception cref="InvalidOperationException">A FIFO or device cannot be made.</exception>
    public void WriteTo(string directory)
    {
        var path = System.IO.Path.Combine(directory, Path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        switch (Kind)
        {
            case ManifestEntryKind.File:
                System.IO.File.WriteAllBytes(path, Encoding.UTF8.GetBytes(Text));
                System.IO.File.SetUnixFileMode(path, IsExecutable ? ReadableByAll | ExecutableByAll : ReadableByAll);
                break;
            case ManifestEntryKind.SymbolicLink:
                System.IO.File.CreateSymbolicLink(path, Text);
                break;
            case ManifestEntryKind.Fifo:
                MakeNode(path, "p");
                break;
            default:
                MakeNode(path, "c", "1", "3");
                break;
        }
    }

    private static void MakeNode(string path, params string[] type)
    {
        using var program = Process.Start("mknod", [path, .. type]);
        program.WaitForExit();
        if (program.ExitCode != 0)
        {
            throw new InvalidOperationException($"cannot make \"{path}\": mknod exited with status {program.ExitCode}; run the tests as root");
        }
    }
}
