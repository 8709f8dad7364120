using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building;

/// <summary>A directory of the test's own, removed with all that is in it.</summary>
internal sealed class TemporaryTree : IDisposable
{
    public TemporaryTree()
    {
        HostPath = Directory.CreateTempSubdirectory("imaginator-test-").FullName;
        Root = TreeRoot.OpenImage(HostPath);
    }

    public string HostPath { get; }

    public TreeRoot Root { get; }

    public DirectoryHandle Handle => Root.Directory;

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
