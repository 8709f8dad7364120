using Imaginator.Linux.Trees;

namespace Imaginator.Building;

/// <summary>A directory of the test's own, removed with all that is in it.</summary>
internal sealed class TemporaryTree : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";

    private readonly TemporaryDirectory _directory;

    public TemporaryTree(string? parent = null)
    {
        _directory = new TemporaryDirectory(parent);
        Root = TreeRoot.OpenImage(HostPath);
    }

    public string HostPath => _directory.FullName;

    public TreeRoot Root { get; }

    public DirectoryHandle Handle => Root.Directory;

    /// <summary>A directory in memory, where there is such a thing: for tests that make thousands of files.</summary>
    public static TemporaryTree InMemory() => new(Directory.Exists(MemoryFileSystem) ? MemoryFileSystem : null);

    public string Path(string name) => _directory.PathOf(name);

    public void Write(string name, ReadOnlySpan<byte> contents)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), contents);
    }

    public void Dispose()
    {
        Root.Dispose();
        _directory.Dispose();
    }
}
