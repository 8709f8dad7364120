using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory of one build: <c>tree/</c> is the root of the image or its mount point, <c>upper/</c> and <c>work/</c> are
/// the layers of an overlay, <c>manifest/</c> is the fetched manifest, <c>build.log</c> is the log. The kernel locks
/// <c>lock</c> while the build runs: a crash releases the lock.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private const string LockName = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _lock;

    private Workspace(string path, SafeFileHandle @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string TreePath => System.IO.Path.Combine(Path, "tree");

    /// <summary>The upper layer of an overlay, which gets all changes.</summary>
    public string UpperPath => System.IO.Path.Combine(Path, "upper");

    /// <summary>The work directory of an overlay.</summary>
    public string OverlayWorkPath => System.IO.Path.Combine(Path, "work");

    public string ManifestPath => System.IO.Path.Combine(Path, "manifest");

    public string LogPath => System.IO.Path.Combine(Path, "build.log");

    /// <summary>Makes a workspace. The caller holds the lock of the parent directory.</summary>
    public static Workspace Create(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        using var directory = DirectoryHandle.OpenHost(path);
        var @lock = LockFile.Take(directory, LockName);
        try
        {
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

    /// <summary>
    /// Takes over a workspace that a crash left behind; returns null if its build runs or another process removes it. The caller
    /// holds the lock of the parent directory.
    /// </summary>
    public static Workspace? TryTakeOver(string path)
    {
        SafeFileHandle? @lock = null;
        try
        {
            using var directory = DirectoryHandle.OpenHost(path);
            @lock = directory.OpenFileForWriting(LockName);
            // The lock file is removed last: without it, the workspace is already removed.
            if (FileLocks.TryLock(@lock, exclusive: true) && directory.TryGetStatus(LockName) is not null)
            {
                return new Workspace(path, @lock);
            }
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // Its owner was interrupted between the creation or removal of the directory and its lock file, or is about to remove it.
            RemoveEmpty(path);
        }

        @lock?.Dispose();
        return null;
    }

    /// <summary>Removes the directory with everything in it.</summary>
    public void Dispose()
    {
        try
        {
            using var directory = DirectoryHandle.OpenHost(Path);
            foreach (var name in directory.ReadEntries().Where(name => name != LockName))
            {
                TreeRemover.Remove(directory, name, CancellationToken.None);
            }

            directory.Unlink(LockName);
            RemoveEmpty(Path);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static void RemoveEmpty(string path)
    {
        try
        {
            using var parent = DirectoryHandle.OpenHost(System.IO.Path.GetDirectoryName(path)!);
            parent.RemoveDirectory(System.IO.Path.GetFileName(path));
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTEMPTY)
        {
            // Another process was faster, or another version of this program left more files.
            return;
        }
    }
}
