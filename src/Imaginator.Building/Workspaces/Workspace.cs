using Imaginator.Building.Trees;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory of one build: <c>tree/</c> is the image's root, or where it is mounted, <c>upper/</c> and <c>work/</c> are
/// the layers of an overlay, <c>manifest/</c> is the fetched manifest, <c>build.log</c> the log, and <c>lock</c> is held for
/// as long as the build lives, by the kernel's account: a crash releases it.
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

    /// <summary>Where everything goes that is changed in an overlay.</summary>
    public string UpperPath => System.IO.Path.Combine(Path, "upper");

    /// <summary>What an overlay needs for itself.</summary>
    public string OverlayWorkPath => System.IO.Path.Combine(Path, "work");

    public string ManifestPath => System.IO.Path.Combine(Path, "manifest");

    public string LogPath => System.IO.Path.Combine(Path, "build.log");

    /// <summary>Makes a workspace; under the lock of the directory that all of them are in.</summary>
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

    /// <summary>Takes a workspace over that a crash has left; under the lock of the directory that all of them are in.</summary>
    /// <returns>The workspace; null if its build is running, or somebody else removes it.</returns>
    public static Workspace? TryTakeOver(string path)
    {
        SafeFileHandle? @lock = null;
        try
        {
            using var directory = DirectoryHandle.OpenHost(path);
            @lock = directory.OpenFileForWriting(LockName);
            // Whoever removes a workspace takes its lock away last: without it, there is nothing left to do.
            if (FileLocks.TryLock(@lock, exclusive: true) && directory.TryGetStatus(LockName) is not null)
            {
                return new Workspace(path, @lock);
            }
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // Between making a directory and its lock, or between removing them, somebody was interrupted: or is at it.
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
            // Somebody else was faster; or it belongs to a version of this program that left it in another state.
            return;
        }
    }
}
