using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Building.DiskImages;

/// <summary>The configuration of GRUB on a disk image, for trees without a configuration.</summary>
internal static class GrubConfiguration
{
    /// <summary>The file name.</summary>
    public const string FileName = "grub.cfg";

    /// <summary>Checks options of the kernel.</summary>
    /// <exception cref="ImaginatorException">They have control characters.</exception>
    public static void Check(string kernelOptions)
    {
        if (kernelOptions.Any(char.IsControl))
        {
            throw new ImaginatorException($"invalid kernel options \"{Imaginator.Files.FileName.ToDisplay(kernelOptions)}\": they must be one line of text");
        }
    }

    /// <summary>Makes a menu of kernels, the newest first. The first is booted after 1 s.</summary>
    public static string For(ImmutableArray<BootableKernel> kernels, DiskIdentity disk, string kernelOptions)
    {
        Check(kernelOptions);
        var text = new StringBuilder();
        text.Append("# Made with the disk image; update-grub replaces it.\n");
        text.Append("if serial --unit=0 --speed=115200; then\n");
        text.Append("  terminal_input --append serial\n  terminal_output --append serial\nfi\n");
        text.Append("set default=0\nset timeout=1\n");
        foreach (var kernel in kernels)
        {
            text.Append(
                $"menuentry 'Linux {kernel.Version}' {{\n  linux /boot/{kernel.FileName} root={disk.RootPartition} {kernelOptions}\n");
            if (kernel.InitialRamDisk is { } ramDisk)
            {
                text.Append($"  initrd /boot/{ramDisk}\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }
}
