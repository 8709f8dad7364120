using Imaginator.Building.Builds;
using Imaginator.Building.Stages;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>Turns a built tree into the image of a disk that a BIOS can boot.</summary>
/// <remarks>
/// <code>
/// 1 boot loader   the tree's own GRUB: its modules and configuration go into the tree, its core is made
/// 2 size          as asked for, or as the tree needs
/// 3 partition     one, active, from the first MiB to the end
/// 4 file system   ext4, made and filled in one step; nothing is mounted
/// 5 boot code     GRUB's first sector, and its core in the gap before the partition
/// 6 name          the file appears under its name, complete
/// </code>
/// </remarks>
internal static class DiskImageStage
{
    /// <summary>Writes the image.</summary>
    /// <param name="session">The build.</param>
    /// <param name="tree">The tree; the boot loader's files are added to it.</param>
    /// <param name="options">Where to and how.</param>
    /// <param name="cancellationToken">Gives up; no file is left.</param>
    /// <returns>The size of the disk in bytes, and whether it has a boot loader.</returns>
    /// <exception cref="ImaginatorException">A tool is missing or fails, or the tree does not fit.</exception>
    public static async Task<DiskImage> WriteAsync(
        BuildSession session, BuiltTree tree, DiskImageOptions options, CancellationToken cancellationToken)
    {
        var disk = DiskIdentity.Create();

        // 1: the boot loader.
        var grub = await GrubInstaller.InstallAsync(session, tree.Tree, disk, options.KernelOptions, cancellationToken);
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

            // 5: what the BIOS loads.
            grub?.WriteTo(next);

            // 6: all is well.
            File.Move(next, options.File, overwrite: true);
            return new DiskImage(layout.DiskBytes, grub?.Kernels ?? [], grub is not null);
        }
        finally
        {
            // Gone where all went well.
            File.Delete(next);
        }
    }

    /// <summary>Makes an empty sparse file. Only its owner may read it: trees hold secrets.</summary>
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
