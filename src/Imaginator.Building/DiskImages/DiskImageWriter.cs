using Imaginator.Building.Sessions;
using Imaginator.Building.Stages;
using Imaginator.Building.Stages.Commands;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Writes a built tree to the image of a disk that a BIOS can boot.</summary>
/// <remarks>
/// <code>
/// 1 boot loader   the GRUB of the tree: modules and configuration go into the tree, its core image is made
/// 2 size          the requested size, or the size that the tree requires
/// 3 partition     one active partition, from the first MiB to the end
/// 4 file system   ext4, made and filled in one step; nothing is mounted
/// 5 boot code     GRUB's boot sector, and its core image in the gap before the partition
/// 6 name          the complete file gets its name
/// </code>
/// </remarks>
internal sealed class DiskImageWriter(BuildSandboxes sandboxes)
{
    /// <summary>Writes the image, or no file at all. The files of the boot loader are added to the tree.</summary>
    public async Task<DiskImage> WriteAsync(
        BuildSession session, BuiltTree tree, DiskImageOptions options, CancellationToken cancellationToken)
    {
        var disk = DiskIdentity.Create();

        // 1: the boot loader.
        var grub = await GrubInstaller.InstallAsync(sandboxes, session, tree.Tree, disk, options.KernelOptions, cancellationToken);
        if (grub is null)
        {
            session.Log.WriteLine(GrubInstaller.Missing);
        }

        // 2: the size.
        var extent = TreeExtent.Measure(tree.Root, cancellationToken);
        var layout = DiskLayout.Of(options.Size, extent);

        var next = $"{options.File}.{Guid.NewGuid():N}";
        try
        {
            MakeFile(next, layout.DiskBytes);

            // 3 and 4: partition and file system.
            await PartitionTable.WriteAsync(next, disk, session.Log, cancellationToken);
            await FileSystemMaker.MakeAsync(
                next, layout, disk, tree.Root.Directory.DisplayPath, session.Log, cancellationToken);

            // 5: the code that the BIOS loads.
            grub?.WriteTo(next);

            // 6: the name.
            File.Move(next, options.File, overwrite: true);
            return new DiskImage(layout.DiskBytes, grub?.Kernels ?? [], grub is not null);
        }
        finally
        {
            // It no longer exists if everything succeeded.
            File.Delete(next);
        }
    }

    /// <summary>Makes an empty sparse file. Only its owner can read it: trees contain secrets.</summary>
    private static void MakeFile(string path, long size)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.SetLength(size);
    }
}
