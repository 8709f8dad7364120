using Imaginator.Building;
using Imaginator.Building.DiskImages;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-raw-from-manifest DIR RAWFILE</c>.</summary>
internal static class BuildRawFromManifest
{
    private const string Group = "Disk image";

    private static readonly Flag<long> RawSize = new(
        "rawSize", FlagTypes.Size, 0,
        "Size of the disk: a multiple of 512 bytes, at most 2 TiB. 0 selects the size that the tree needs, plus a quarter and 256 MiB.")
    { Group = Group };

    private static readonly Flag<string> KernelOptions = new(
        "rawKernelOptions", FlagTypes.Text, DiskImageOptions.DefaultKernelOptions,
        "Options for the kernel besides the location of its root file system.") { Group = Group };

    public static Command Command { get; } = new(
        "build-raw-from-manifest", "DIR RAWFILE", "Build a bootable disk image from a manifest directory.", RunAsync)
    {
        Group = ManifestBuild.CommandGroup,
        Description =
        [
            "The disk has one partition with an ext4 file system. It boots on BIOS machines if the tree contains a kernel and GRUB "
            + "(grub-pc-bin, or grub2-tools and grub2-pc-modules). Requires mke2fs and sfdisk on this machine (packages e2fsprogs and "
            + "fdisk). A regular RAWFILE is replaced; a link or a device is refused: copy the finished file to a device with dd.",
        ],
        Examples =
        [
            new("builder-tool build-raw-from-manifest -rawSize=4GiB ./my-manifest disk.raw", "Build a disk of 4 GiB:"),
            new("qemu-system-x86_64 -drive file=disk.raw,format=raw,if=virtio", "Boot it in a virtual machine:"),
        ],
        Flags = [.. ManifestBuild.Flags, RawSize, KernelOptions, JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var manifest = Path.GetFullPath(context.Operands[0]);
        if (context.Operands[1].Length == 0)
        {
            throw new UsageException("RAWFILE is empty: give the path of a file");
        }

        var options = new DiskImageOptions
        {
            File = Path.GetFullPath(context.Operands[1]),
            Size = context.Flags.Get(RawSize),
            KernelOptions = context.Flags.Get(KernelOptions),
        };
        ImageBuilder.CheckDiskImage(options);
        return ManifestBuild.RunAsync(
            context,
            Path.GetFileName(manifest.TrimEnd('/')),
            manifest,
            async (builder, request) =>
            {
                DiskImage? image = null;
                await BuildProgress.ShowStagesAsync(
                    async observer => image = await builder
                        .BuildDiskImageAsync(request, options, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                await context.Error.WriteLineAsync($"{options.File}: {image!.Describe()}");
                await context.WriteResultAsync("", new { options.File });
                return 0;
            },
            cancellationToken);
    }
}
