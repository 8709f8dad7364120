using Imaginator.Building.Outputs;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages;
using Imaginator.Building.Stages.Commands;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Quantities;

namespace Imaginator.Building.DiskImages;

/// <summary>Writes a built tree to the image of a disk that a BIOS can boot.</summary>
/// <remarks>
/// <code>
/// 1 boot loader   the GRUB of the tree: modules and configuration go into the tree, its core image is made
/// 2 size          the requested size, or the size that the tree requires
/// 3 partition     one active partition, from the first MiB to the end
/// 4 file system   ext4, mounted without a path and filled; where that cannot be done, mke2fs fills it
/// 5 boot code     GRUB's boot sector, and its core image in the gap before the partition
/// 6 name          the complete file gets its name
/// </code>
/// </remarks>
internal sealed class DiskImageWriter(BuildSandboxes sandboxes)
{
    /// <summary>Checks everything that does not depend on the tree: the file, the size, the options and the tools of this machine.</summary>
    /// <exception cref="ImaginatorException">The image cannot be written; the message says why.</exception>
    public static void Check(DiskImageOptions options)
    {
        OutputFile.Check(options.File);
        DiskLayout.Check(options.Size);
        GrubConfiguration.Check(options.KernelOptions);
        PartitionTable.RequireTool();
        FileSystemMaker.RequireTool();
    }

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
        RequireSpace(options.File, extent.Bytes);

        // 3: the partition.
        using var output = OutputFile.Begin(options.File);
        var file = output.TemporaryPath;
        MakeFile(file, layout.DiskBytes);
        await PartitionTable.WriteAsync(file, disk, session.Log, cancellationToken);

        // 4: the file system.
        await FileSystemMaker.MakeAsync(file, layout, disk, tree: null, session.Log, cancellationToken);
        if (await TryFillAsync(session, tree.Root, file, layout, cancellationToken) is { } reason)
        {
            session.Log.WriteLine(
                $"warning: the disk cannot be mounted on this machine ({reason}), and mke2fs fills it: slowly if directories have many "
                + "files, and perhaps without fractions of seconds, times after 2038 and hard links of symbolic links");
            await FileSystemMaker.MakeAsync(
                file, layout, disk, tree.Root.Directory.DisplayPath, session.Log, cancellationToken);
        }

        // 5: the code that the BIOS loads.
        grub?.WriteTo(file);

        // 6: the name.
        output.Complete();
        return new DiskImage(layout.DiskBytes, grub?.Kernels ?? [], grub is not null);
    }

    /// <summary>Fills the file system through a mount.</summary>
    /// <returns>Null; or the reason why the file system cannot be mounted, as in a container without loop devices.</returns>
    private static async Task<string?> TryFillAsync(
        BuildSession session, TreeRoot tree, string file, DiskLayout layout, CancellationToken cancellationToken)
    {
        DetachedMount mount;
        try
        {
            using var nodes = DirectoryHandle.OpenHost(session.Workspace.Path);
            mount = DiskMount.Mount(file, layout, nodes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Clause();
        }

        using (mount)
        {
            using var target = TreeRoot.OfImage(mount.OpenRoot("the disk"));
            try
            {
                // A stopped build does not wait until the kernel has written a disk that is not needed.
                await using var discard = cancellationToken.UnsafeRegister(_ => FileSystemShutdown.TryDiscard(target.Directory), null);
                await Task.Run(() => new DiskFiller(tree.Directory, target).Fill(session.Log, cancellationToken), cancellationToken);
            }
            catch
            {
                FileSystemShutdown.TryDiscard(target.Directory);
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }
        }

        await DiskMount.WaitUntilUnmountedAsync(file, cancellationToken);
        return null;
    }

    private static void RequireSpace(string file, long needed)
    {
        var free = new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;
        if (needed > free)
        {
            throw new ImaginatorException(
                $"cannot write {file}: the tree requires {ByteSize.Describe(needed)}, but only {ByteSize.Describe(free)} are free in its "
                + "directory; free space, or write the file to another disk");
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
