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

    private FileSystemDisk(FileStream image, DetachedMount mount, long limit)
    {
        _image = image;
        _mount = mount;
        Limit = limit;
    }

    public string? ContentPath => _mount.ProcessPath;

    public long Limit { get; }

    public long BytesElsewhere => FileHandles.GetStatus(_image.SafeFileHandle).AllocatedSize;

    /// <summary>Mounts a file system.</summary>
    /// <param name="image">A file that contains it; the disk becomes its owner.</param>
    /// <param name="nodes">A private directory for a device node, which exists only briefly.</param>
    /// <exception cref="Linux.LinuxException">The kernel refuses.</exception>
    public static FileSystemDisk Mount(FileStream image, DirectoryHandle nodes, long limit)
    {
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
            var mount = DetachedMount.Create(FileSystemTemplate.Type, MountFlags.None, options);
            using var root = mount.OpenRoot(nodes.DisplayPath);
            InheritedAttributes.Clear(root, FileModes.Mode0700);
            return new FileSystemDisk(image, mount, limit);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            // The contents are not needed any longer. This prevents that the unmount writes the rest of them.
            using var root = _mount.OpenRoot("disk of a build");
            FileSystemShutdown.TryDiscard(root);
        }
        catch (LinuxException)
        {
            // No descriptor is left: the unmount writes everything.
        }
        finally
        {
            _mount.Dispose();
            _image.Dispose();
        }
    }
}
