using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building;

/// <summary>A directory of the test's own, removed with all that is in it.</summary>
internal sealed class TemporaryTree : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";

    public TemporaryTree() : this(Directory.CreateTempSubdirectory("imaginator-test-").FullName)
    {
    }

    private TemporaryTree(string hostPath)
    {
        HostPath = hostPath;
        Root = TreeRoot.OpenImage(hostPath);
    }

    public string HostPath { get; }

    public TreeRoot Root { get; }

    public DirectoryHandle Handle => Root.Directory;

    /// <summary>A directory in memory, where there is such a thing: for tests that make thousands of files.</summary>
    public static TemporaryTree InMemory()
    {
        if (!Directory.Exists(MemoryFileSystem))
        {
            return new TemporaryTree();
        }

        var path = System.IO.Path.Combine(MemoryFileSystem, "imaginator-test-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return new TemporaryTree(path);
    }

    public string Path(string name) => System.IO.Path.Combine(HostPath, name);

    public void Write(string name, ReadOnlySpan<byte> contents)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), contents);
    }

    public void Dispose()
    {
        // Directory.Delete fails where paths are longer than the kernel takes at once.
        foreach (var name in Handle.ReadEntries())
        {
            TreeRemover.Remove(Handle, name, CancellationToken.None);
        }

        Root.Dispose();
        Directory.Delete(HostPath);
    }
}
