using System.Diagnostics;

namespace Imaginator.Testing.Processes;

/// <summary>A temporary directory, deleted with its contents.</summary>
internal sealed class TestScratch : IDisposable
{
    /// <summary>The path of the directory.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("imaginator-testing-").FullName;

    /// <summary>Makes an empty directory in it.</summary>
    public string MakeDirectory() => Directory.CreateDirectory(System.IO.Path.Combine(Path, Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose()
    {
        // The class library cannot delete names that are not UTF-8.
        using var remove = Process.Start("rm", ["-rf", "--one-file-system", Path]);
        remove.WaitForExit();
    }
}
