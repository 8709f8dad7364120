using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory of one build: <c>tree/</c> is the image's root, or where it is mounted, <c>upper/</c> and <c>work/</c> are
/// the layers of an overlay, <c>manifest/</c> is the fetched manifest, <c>build.log</c> the log, and <c>lock</c> is held for
/// as long as the build lives, by the kernel's account: a crash releases it.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private Workspace(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string TreePath => System.IO.Path.Combine(Path, "tree");

    /// <summary>Where everything goes that is changed in an overlay.</summary>
    public string UpperPath => System.IO.Path.Combine(Path, "upper");

    /// <summary>What an overlay needs for itself.</summary>
    public string OverlayWorkPath => System.IO.Path.Combine(Path, "work");

    public string ManifestPath => System.IO.Path.Combine(Path, "manifest");

    public string LogPath => System.IO.Path.Combine(Path, "build.log");

    public static Workspace Create(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        // FileShare.None takes an exclusive flock, which ends with the process.
        var @lock = new FileStream(LockPath(path), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            using var directory = DirectoryHandle.OpenHost(path);
            directory.MakeDirectory("tree", 0x1ED);
            directory.MakeDirectory("upper", 0x1ED);
            directory.MakeDirectory("work", 0x1C0);
            directory.MakeDirectory("manifest", 0x1C0);
            return new Workspace(path, @lock);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Takes a workspace over that a crash has left.</summary>
    /// <returns>The workspace; null if its build is running, or somebody else removes it.</returns>
    public static Workspace? TryTakeOver(string path)
    {
        try
        {
            return new Workspace(
                path, new FileStream(LockPath(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Removes the directory with everything in it.</summary>
    public void Dispose()
    {
        using (var parent = DirectoryHandle.OpenHost(System.IO.Path.GetDirectoryName(Path)!))
        {
            TreeRemover.Remove(parent, System.IO.Path.GetFileName(Path), CancellationToken.None);
        }

        _lock.Dispose();
    }

    private static string LockPath(string path) => System.IO.Path.Combine(path, "lock");
}
