using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// Prepares a tree for booting with the GRUB inside it: its tools and modules match each other, and its tools run in the
/// sandbox.
/// </summary>
internal static class GrubInstaller
{
    /// <summary>The log line for a tree without GRUB.</summary>
    public const string Missing =
        "the tree has no GRUB for BIOS machines: the disk does not boot; install grub-pc-bin, or grub2-pc-modules and grub2-tools";

    private const string BootSectorFile = GrubFlavour.ModuleDirectory + "/boot.img";
    private const uint Readable = 0x1A4; // 0644
    private const uint Traversable = 0x1ED; // 0755

    // The modules that find all other modules on the partition.
    private static readonly ImmutableArray<string> CoreModules = ["biosdisk", "part_msdos", "ext2", "normal"];

    /// <summary>Adds the files of the boot loader to the tree, and makes the boot code outside of it.</summary>
    /// <returns>The boot code; null if the tree has no GRUB.</returns>
    public static async Task<GrubBootCode?> InstallAsync(
        BuildSandboxes sandboxes,
        BuildSession session,
        WorkingTree workingTree,
        DiskIdentity disk,
        string kernelOptions,
        CancellationToken cancellationToken)
    {
        var tree = workingTree.Root;
        if (GrubFlavour.All.FirstOrDefault(known => IsFile(tree, known.MakeImage)) is not { } flavour
            || !IsFile(tree, BootSectorFile))
        {
            return null;
        }

        var kernels = BootableKernel.FindIn(tree);
        if (kernels.IsEmpty)
        {
            session.Log.WriteLine("the tree has no /boot/vmlinuz-VERSION: GRUB has nothing to boot");
        }

        WriteConfiguration(tree, flavour, GrubConfiguration.For(kernels, disk, kernelOptions));
        await RunToolsAsync(sandboxes, session, workingTree, flavour, cancellationToken);
        return GrubBootCode.Create(
            Read(tree, BootSectorFile), Read(tree, CoreOf(flavour)), [.. kernels.Select(kernel => kernel.Version)]);
    }

    private static async Task RunToolsAsync(
        BuildSandboxes sandboxes,
        BuildSession session,
        WorkingTree tree,
        GrubFlavour flavour,
        CancellationToken cancellationToken)
    {
        var (source, target) = (GrubFlavour.ModuleDirectory, ModulesOf(flavour));
        var script = $"mkdir -p {target} && cp -p {source}/*.mod {source}/*.lst {target}/"
            + $" && {flavour.MakeImage} -O i386-pc -o {CoreOf(flavour)} -p '(,msdos1){flavour.BootDirectory}' {string.Join(' ', CoreModules)}";
        await using var sandbox = await sandboxes.StartInTreeAsync(session, tree, cancellationToken);
        await sandbox.RunAsync(
            "installing GRUB", ["run", "/bin/sh", "-c", script], CommandEnvironment.Basic(), cancellationToken);

        // The mounts must not end up on the disk.
        await sandbox.UnmountAsync(keepDevices: false, cancellationToken);
    }

    private static string ModulesOf(GrubFlavour flavour) => $"{flavour.BootDirectory}/i386-pc";

    private static string CoreOf(GrubFlavour flavour) => $"{ModulesOf(flavour)}/core.img";

    private static void WriteConfiguration(TreeRoot tree, GrubFlavour flavour, string configuration)
    {
        using var directory = tree.MakeDirectories(flavour.BootDirectory, Traversable);
        if (directory.TryGetStatus(GrubConfiguration.FileName) is null)
        {
            FileReplacement.WriteFile(
                directory,
                GrubConfiguration.FileName,
                Readable,
                file => RandomAccess.Write(file, Encoding.UTF8.GetBytes(configuration), 0));
        }
    }

    private static byte[] Read(TreeRoot tree, string path)
    {
        using var file = tree.OpenFile(path);
        var contents = new byte[Math.Min(RandomAccess.GetLength(file), DiskLayout.PartitionOffset)];
        var length = RandomAccess.Read(file, contents, 0);
        return contents[..length];
    }

    private static bool IsFile(TreeRoot tree, string path)
    {
        try
        {
            tree.OpenFile(path).Dispose();
            return true;
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.EINVAL or Errno.ELOOP)
        {
            return false;
        }
    }
}
