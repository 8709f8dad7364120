using System.Diagnostics;

namespace Imaginator.Tests.Shared;

/// <summary>A directory of one test, removed with all that is in it. File systems that are still mounted inside it are left alone.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Makes the directory.</summary>
    /// <param name="parent">The directory in which it is made; null for the one of the system.</param>
    public TemporaryDirectory(string? parent = null)
    {
        if (parent is null)
        {
            FullName = Directory.CreateTempSubdirectory("imaginator-test-").FullName;
        }
        else
        {
            FullName = Path.Combine(parent, "imaginator-test-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The path of the directory.</summary>
    public string FullName { get; }

    /// <summary>The path of a file in the directory.</summary>
    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([FullName, .. names]);

    /// <summary>Writes a file and makes its directories.</summary>
    /// <returns>The path of the file.</returns>
    public string Write(string name, string contents)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, contents);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The class library fails at names and depths that trees of tests have, and follows into mounted file systems.
        using var remove = Process.Start("rm", ["-rf", "--one-file-system", FullName]);
        remove.WaitForExit();
    }
}
