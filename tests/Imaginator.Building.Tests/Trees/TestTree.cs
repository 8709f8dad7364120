using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Trees;

/// <summary>A temporary directory that tests fill and look at by path; nothing in it is resolved by the code under test.</summary>
internal sealed class TestTree : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.FullName;

    public string this[string path] => System.IO.Path.Join(Path, path);

    public TestTree File(string path, string contents = "", UnixFileMode mode = (UnixFileMode)0x1A4)
    {
        Make(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(this[path], contents);
        System.IO.File.SetUnixFileMode(this[path], mode);
        return this;
    }

    public TestTree Make(string directory)
    {
        Directory.CreateDirectory(this[directory]);
        return this;
    }

    public TestTree Link(string path, string target)
    {
        Make(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.CreateSymbolicLink(this[path], target);
        return this;
    }

    public TestTree Fifo(string path)
    {
        Make(System.IO.Path.GetDirectoryName(path)!);
        using var parent = DirectoryHandle.OpenHost(System.IO.Path.GetDirectoryName(this[path])!);
        parent.MakeNode(System.IO.Path.GetFileName(path), (uint)FileType.Fifo | 0x1A4, 0);
        return this;
    }

    public TestTree Age(string path)
    {
        System.IO.File.SetLastWriteTimeUtc(this[path], Old);
        return this;
    }

    public static DateTime Old { get; } = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    public DateTime ModificationTime(string path) => System.IO.File.GetLastWriteTimeUtc(this[path]);

    public string Read(string path) => System.IO.File.ReadAllText(this[path]);

    public string? LinkTarget(string path) => new FileInfo(this[path]).LinkTarget;

    public uint Mode(string path) => Status(path).Mode & 0xFFF;

    public FileStatus Status(string path)
    {
        using var parent = DirectoryHandle.OpenHost(System.IO.Path.GetDirectoryName(this[path])!);
        return parent.TryGetStatus(System.IO.Path.GetFileName(path))!.Value;
    }

    /// <summary>Everything in the tree by path, without following links; directories end with a slash.</summary>
    public string[] Entries() => [.. Entries(new DirectoryInfo(Path)).Order(StringComparer.Ordinal)];

    public TreeRoot OpenImage() => TreeRoot.OpenImage(Path);

    public TreeRoot OpenManifest() => TreeRoot.OpenManifest(Path);

    public void Dispose() => _directory.Dispose();

    private IEnumerable<string> Entries(DirectoryInfo directory) =>
        directory.EnumerateFileSystemInfos().SelectMany(entry => entry switch
        {
            DirectoryInfo { LinkTarget: null } child => Entries(child).Prepend(child.FullName[Path.Length..] + "/"),
            _ => [entry.FullName[Path.Length..]],
        });
}
