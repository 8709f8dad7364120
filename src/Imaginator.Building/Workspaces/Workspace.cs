using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Quantities;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// The directory of one build: <c>tree/</c> is the root of the image or its mount point, <c>upper/</c> and <c>work/</c> are
/// the layers of an overlay, <c>manifest/</c> is the fetched manifest, <c>build.log</c> is the log. The kernel locks
/// <c>lock</c> while the build runs: a crash releases the lock. <c>tmp/</c> has the temporary files of commands of this machine. If
/// the build has a file system of its own, the tree, the layers and the temporary files are there.
/// </summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>The name of <see cref="UpperPath"/>.</summary>
    public const string UpperName = "upper";

    /// <summary>The name of <see cref="OverlayWorkPath"/>.</summary>
    public const string OverlayWorkName = "work";

    private const uint TemporaryPermissions = 0x3FF; // 1777
    private const string LockName = "lock";
    private const string TreeName = "tree";
    private const string TemporaryName = "tmp";

    // Tools that reserve space fail before the last byte is used.
    private const int NearlyFullPart = 16;

    // With less free space on the disk of the machine than this, in bytes, a failure is attributed to it.
    private const long FullDisk = 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _lock;
    private readonly IBuildDisk? _disk;

    private Workspace(string path, SafeFileHandle @lock, IBuildDisk? disk)
    {
        Path = path;
        ContentPath = disk?.ContentPath ?? path;
        _lock = @lock;
        _disk = disk;
    }

    public string Path { get; }

    /// <summary>The directory of the trees and layers: the workspace, or the root of a file system of this build.</summary>
    public string ContentPath { get; }

    public string TreePath => System.IO.Path.Combine(ContentPath, TreeName);

    /// <summary>A directory of the machine that a tree can be mounted on; <see cref="TreePath"/>, if the build has no file system.</summary>
    public string TreeMountPoint => System.IO.Path.Combine(Path, TreeName);

    /// <summary>The space that the build uses outside the workspace, in bytes.</summary>
    public long BytesElsewhere => _disk?.BytesElsewhere ?? 0;

    /// <summary>Whether the kernel limits the disk space of the build.</summary>
    public bool HasDiskLimit => _disk is not null;

    /// <summary>The upper layer of an overlay, which gets all changes.</summary>
    public string UpperPath => System.IO.Path.Combine(ContentPath, UpperName);

    /// <summary>The work directory of an overlay.</summary>
    public string OverlayWorkPath => System.IO.Path.Combine(ContentPath, OverlayWorkName);

    /// <summary>The directory that holds the state of the program, in which all workspaces are.</summary>
    public string StatePath => System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Path)!)!;

    public string ManifestPath => System.IO.Path.Combine(Path, "manifest");

    public string LogPath => System.IO.Path.Combine(Path, "build.log");

    /// <summary>Makes a workspace. The caller holds the lock of the parent directory.</summary>
    /// <param name="makeDisk">Limits the disk space of the empty workspace; returns null for no limit.</param>
    public static Workspace Create(string path, Func<string, IBuildDisk?> makeDisk)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        SafeFileHandle? @lock = null;
        IBuildDisk? disk = null;
        try
        {
            using var directory = DirectoryHandle.OpenHost(path);

            // Access control lists and attributes of the directories above must not become part of images.
            InheritedAttributes.Clear(directory, FileModes.Mode0700);
            @lock = LockFile.Take(directory, LockName);
            disk = makeDisk(path);
            directory.MakeDirectory("manifest", 0x1C0);
            if (disk?.ContentPath is { } contentPath)
            {
                directory.MakeDirectory(TreeName, 0x1ED);
                using var content = DirectoryHandle.OpenHost(contentPath);
                MakeLayers(content);
            }
            else
            {
                MakeLayers(directory);
            }

            return new Workspace(path, @lock, disk);
        }
        catch
        {
            disk?.Dispose();
            RemoveUnfinished(path);
            @lock?.Dispose();
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
                var workspace = new Workspace(path, @lock, disk: null);
                workspace.DetachMounts();
                return workspace;
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

    /// <summary>
    /// Makes a directory on the disk of the build for the temporary files of commands of this machine. After
    /// <see cref="AttachTree"/>, until the result of that is disposed of.
    /// </summary>
    /// <returns>Its path.</returns>
    public string MakeTemporaryDirectory()
    {
        using var content = DirectoryHandle.OpenHost(ContentPath);
        content.MakeDirectory(TemporaryName, TemporaryPermissions);
        if (ContentPath != Path)
        {
            using var directory = DirectoryHandle.OpenHost(Path);
            directory.MakeDirectory(TemporaryName, TemporaryPermissions);
            Attach(TemporaryName);
        }

        return System.IO.Path.Combine(Path, TemporaryName);
    }

    /// <summary>
    /// Shows the tree at <see cref="TreeMountPoint"/>, for tools of this machine, until the result is disposed of. Does nothing if it
    /// is there anyway.
    /// </summary>
    public IDisposable? AttachTree()
    {
        if (ContentPath == Path)
        {
            return null;
        }

        Attach(TreeName);
        return new AttachedTree(this);
    }

    /// <summary>
    /// The explanation of a full disk, if the build has used up its own limit, or if its file system cannot write to the disk of the
    /// machine; otherwise null.
    /// </summary>
    public string? DescribeExhaustion()
    {
        if (_disk is null)
        {
            return null;
        }

        var space = FileSystemSpace.Of(ContentPath);
        if (space.FreeBytes < _disk.Limit / NearlyFullPart || space is { TotalFiles: > 0, FreeFiles: 0 })
        {
            return $"the build has used up its disk limit of {ByteSize.Describe(_disk.Limit)}; raise Disk in the Limits of the stream, or "
                + "-buildDiskSize";
        }

        // Commands get input and output errors then.
        return ContentPath != Path && FileSystemSpace.Of(StatePath).FreeBytes < FullDisk
            ? $"the disk of {StatePath} is full; free disk space or choose another -stateDir"
            : null;
    }

    /// <inheritdoc cref="IBuildDisk.CheckContents"/>
    public void CheckContents() => _disk?.CheckContents();

    /// <summary>Removes the directory with everything in it. A file system of the build is released in the background.</summary>
    public void Dispose()
    {
        try
        {
            _disk?.Dispose();
            RemoveAll(Path);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static void MakeLayers(DirectoryHandle directory)
    {
        directory.MakeDirectory(TreeName, 0x1ED);
        directory.MakeDirectory(UpperName, 0x1ED);
        directory.MakeDirectory(OverlayWorkName, 0x1C0);
    }

    // Shows a directory of the build's file system in the workspace.
    private void Attach(string name)
    {
        using var source = DirectoryHandle.OpenHost(System.IO.Path.Combine(ContentPath, name));
        using var target = DirectoryHandle.OpenHost(System.IO.Path.Combine(Path, name));
        using var mount = DetachedMount.Copy(source);
        mount.AttachTo(target);
    }

    // A killed process may have left the mounts.
    private void DetachMounts()
    {
        using var directory = DirectoryHandle.OpenHost(Path);
        foreach (var name in (string[])[TreeName, TemporaryName])
        {
            if (directory.TryGetStatus(name) is { } status && status.Device != directory.GetStatus().Device)
            {
                MountNamespace.Detach(System.IO.Path.Combine(Path, name));
            }
        }
    }

    // The lock file last: without it, the workspace is already removed.
    private static void RemoveAll(string path)
    {
        using var directory = DirectoryHandle.OpenHost(path);
        foreach (var name in directory.ReadEntries().Where(name => name != LockName))
        {
            TreeRemover.Remove(directory, name, CancellationToken.None);
        }

        if (directory.TryGetStatus(LockName) is not null)
        {
            directory.Unlink(LockName);
        }

        RemoveEmpty(path);
    }

    private static void RemoveUnfinished(string path)
    {
        try
        {
            RemoveAll(path);
        }
        catch (Exception e) when (e is LinuxException or ImaginatorException)
        {
            // The next start removes it; the caller learns of the first failure.
            return;
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

    private sealed class AttachedTree(Workspace workspace) : IDisposable
    {
        public void Dispose() => workspace.DetachMounts();
    }
}
