using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Building.DiskImages;

/// <summary>The configuration of GRUB on a disk image, for trees that have none of their own.</summary>
internal static class GrubConfiguration
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "grub.cfg";

    /// <summary>Writes a menu of the kernels; the first is booted after a second.</summary>
    /// <param name="kernels">The kernels, the newest first.</param>
    /// <param name="disk">The disk that it will be on.</param>
    /// <param name="kernelOptions">What the kernel is told besides where its root is.</param>
    /// <returns>The file's contents.</returns>
    /// <exception cref="ImaginatorException">The options are no line of text.</exception>
    public static string For(ImmutableArray<BootableKernel> kernels, DiskIdentity disk, string kernelOptions)
    {
        if (kernelOptions.Any(char.IsControl))
        {
            throw new ImaginatorException("the kernel options must be one line of text");
        }

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
