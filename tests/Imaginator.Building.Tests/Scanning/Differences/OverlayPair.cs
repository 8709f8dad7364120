using Imaginator.Building.Sandboxing.Users;
using Imaginator.Building.Scanners;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Building.Trees;
using Imaginator.Building.Unpacking;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Imaginator.Scanning.Overlays;

namespace Imaginator.Building.Scanning.Differences;

/// <summary>An image twice: under an overlay, and as a plain copy.</summary>
internal sealed class OverlayPair : IDisposable
{
    private readonly DirectoryHandle _directory;
    private readonly string _name;
    private readonly DirectoryHandle _upper;
    private readonly DirectoryHandle _work;
    private readonly DetachedMount _mount;
    private readonly FileSystemTree _source;

    private OverlayPair(DirectoryHandle directory, string name, DirectoryHandle upper, DirectoryHandle work, DetachedMount mount, FileSystemTree source)
    {
        _directory = directory;
        _name = name;
        _upper = upper;
        _work = work;
        _mount = mount;
        _source = source;
        Overlay = TreeRoot.OfImage(mount.OpenRoot("overlay", IdMap.Shift));
        Plain = TreeRoot.OpenImage(System.IO.Path.Combine(directory.DisplayPath, name, "plain"));
    }

    public TreeRoot Overlay { get; }

    public TreeRoot Plain { get; }

    public ScannedTree Scanned => new(Overlay, _mount.ProcessPath)
    {
        UpperPath = _upper.DisplayPath,
        WorkPath = _work.DisplayPath,
        Source = _source,
    };

    public OverlayLayers Layers => new(Overlay, _upper, _work, _source);

    public static async Task<OverlayPair> MakeAsync(DirectoryHandle directory, MemoryImageServer server, FileSystemTree source)
    {
        var name = Guid.NewGuid().ToString("N");
        var path = System.IO.Path.Combine(directory.DisplayPath, name);
        foreach (var part in (string[])["lower", "upper", "work", "plain"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, part));
        }

        var image = new Image { FileSystem = source };
        await ImageUnpacker.UnpackAsync(server, image, System.IO.Path.Combine(path, "lower"), CancellationToken.None);
        await ImageUnpacker.UnpackAsync(server, image, System.IO.Path.Combine(path, "plain"), CancellationToken.None);
        var upperPath = System.IO.Path.Combine(path, "upper");
        using (var root = TreeRoot.OpenImage(upperPath))
        using (var maker = new InodeMaker(root))
        {
            maker.FinishDirectory(PathNode.Root, source.Root);
        }

        using var lower = DirectoryHandle.OpenHost(System.IO.Path.Combine(path, "lower"));
        var upper = DirectoryHandle.OpenHost(upperPath);
        var work = DirectoryHandle.OpenHost(System.IO.Path.Combine(path, "work"));
        using var layers = DirectoryHandle.OpenHost(path);
        return new OverlayPair(directory, name, upper, work, OverlayMount.Create(lower, layers, "upper", "work", isVolatile: true, TestIdMap.Instance), source);
    }

    public void Dispose()
    {
        Overlay.Dispose();
        Plain.Dispose();
        _mount.Dispose();
        _upper.Dispose();
        _work.Dispose();
        TreeRemover.Remove(_directory, _name, CancellationToken.None);
    }
}
