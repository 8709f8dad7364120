using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// A file system of one build, in a sparse file without a name, mounted without a path: file, loop device and mount vanish with
/// this process, even if it is killed.
/// </summary>
internal sealed class FileSystemDisk : IBuildDisk
{
    private readonly FileStream _image;
    private readonly DetachedMount _mount;

    // Open from the start: the kernel reports lost data only to files that were open when it was lost.
    private readonly DirectoryHandle _root;

    private FileSystemDisk(FileStream image, DetachedMount mount, DirectoryHandle root, long limit)
    {
        _image = image;
        _mount = mount;
        _root = root;
        Limit = limit;
    }

    public string? ContentPath => _mount.ProcessPath;

    public long Limit { get; }

    public long BytesElsewhere => FileHandles.GetStatus(_image.SafeFileHandle).AllocatedSize;

    /// <summary>Mounts a file system.</summary>
    /// <param name="image">A file that contains it; the disk becomes its owner.</param>
    /// <param name="nodes">A private directory for a device node, which exists only briefly.</param>
    /// <exception cref="IOException">The kernel refuses, or has no loop devices.</exception>
    /// <exception cref="ImaginatorException">The kernel cannot show the file system to sandboxes.</exception>
    public static FileSystemDisk Mount(FileStream image, DirectoryHandle nodes, long limit)
    {
        DetachedMount? mount = null;
        DirectoryHandle? root = null;
        try
        {
            using var device = LoopDevice.Attach(image.SafeFileHandle, nodes);
            FileSystemOption[] options =
            [
                new("source", device.ProcessPath),

                // Space of removed files goes back to the disk of the machine.
                new("discard"),

                // Nothing survives a crash of the machine.
                new("nobarrier"),
                new("noinit_itable"),
            ];
            mount = DetachedMount.Create(FileSystemTemplate.Type, MountFlags.None, options);
            root = mount.OpenRoot(nodes.DisplayPath);
            InheritedAttributes.Clear(root, FileModes.Mode0700);
            RequireCopies(root);
            return new FileSystemDisk(image, mount, root, limit);
        }
        catch
        {
            root?.Dispose();
            mount?.Dispose();
            image.Dispose();
            throw;
        }
    }

    public void CheckContents()
    {
        try
        {
            using var file = _root.OpenAsFile();
            Flushing.SyncFileSystem(file);
        }
        catch (LinuxException e) when (e.Error is Errno.EIO or Errno.ENOSPC)
        {
            throw new ImaginatorException(
                "disk full: a part of the tree could not be written to the disk of this machine and is lost; free disk space or choose "
                + "another -stateDir", e);
        }
    }

    public void Dispose()
    {
        // The contents are not needed any longer. This prevents that the unmount writes the rest of them.
        FileSystemShutdown.TryDiscard(_root);
        _root.Dispose();
        _mount.Dispose();
        _image.Dispose();
    }

    // Each sandbox, and each overlay with other ids, gets a copy of the mount.
    private static void RequireCopies(DirectoryHandle root)
    {
        try
        {
            DetachedMount.Copy(root).Dispose();
        }
        catch (LinuxException e) when (e.Error == Errno.EINVAL)
        {
            throw new ImaginatorException(
                "cannot use a file system for a build: this kernel cannot copy a mount without a path; use Linux 6.15 or later, or "
                + "-buildDisk=none", e);
        }
    }
}
