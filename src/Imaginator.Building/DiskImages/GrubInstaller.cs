using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Stages;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// Prepares a tree for booting with its own GRUB: its tools and modules fit each other, and whatever they do they do in
/// the sandbox.
/// </summary>
internal static class GrubInstaller
{
    /// <summary>What is said of a tree without one.</summary>
    public const string Missing =
        "the tree has no GRUB for BIOS machines (package grub-pc-bin, or grub2-pc-modules and grub2-tools): the disk will not boot";

    private const string BootSectorFile = GrubFlavour.ModuleDirectory + "/boot.img";
    private const uint Readable = 0x1A4; // 0644
    private const uint Traversable = 0x1ED; // 0755

    // What finds the rest on the partition; everything else is loaded from there.
    private static readonly ImmutableArray<string> CoreModules = ["biosdisk", "part_msdos", "ext2", "normal"];

    /// <summary>Adds the boot loader's files to the tree, and makes what goes outside of it.</summary>
    /// <param name="session">The build.</param>
    /// <param name="workingTree">The tree.</param>
    /// <param name="disk">The disk that it will be on.</param>
    /// <param name="kernelOptions">What the kernel is told besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The boot code; null if the tree has no GRUB.</returns>
    /// <exception cref="ImaginatorException">The tree's GRUB does not work.</exception>
    public static async Task<GrubBootCode?> InstallAsync(
        BuildSession session, WorkingTree workingTree, DiskIdentity disk, string kernelOptions, CancellationToken cancellationToken)
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
        await RunToolsAsync(session, workingTree, flavour, cancellationToken);
        return GrubBootCode.Create(
            Read(tree, BootSectorFile), Read(tree, CoreOf(flavour)), [.. kernels.Select(kernel => kernel.Version)]);
    }

    private static async Task RunToolsAsync(
        BuildSession session, WorkingTree tree, GrubFlavour flavour, CancellationToken cancellationToken)
    {
        var (source, target) = (GrubFlavour.ModuleDirectory, ModulesOf(flavour));
        var script = $"mkdir -p {target} && cp -p {source}/*.mod {source}/*.lst {target}/"
            + $" && {flavour.MakeImage} -O i386-pc -o {CoreOf(flavour)} -p '(,msdos1){flavour.BootDirectory}' {string.Join(' ', CoreModules)}";
        await using var sandbox = await ImageSandbox.StartAsync(session, tree, cancellationToken);
        await sandbox.RunAsync(
            "installing GRUB", ["run", "/bin/sh", "-c", script], BuildCommands.BaseEnvironment(), cancellationToken);

        // What is mounted there now must not end up on the disk.
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
