using System.Collections.Immutable;

namespace Imaginator.Building.DiskImages;

/// <summary>The names of GRUB in a family of distributions.</summary>
/// <param name="MakeImage">The program that makes the core image.</param>
/// <param name="BootDirectory">The directory of the configuration and the modules.</param>
internal sealed record GrubFlavour(string MakeImage, string BootDirectory)
{
    /// <summary>The directory of the modules for BIOS machines.</summary>
    public const string ModuleDirectory = "/usr/lib/grub/i386-pc";

    /// <summary>The known flavours.</summary>
    public static ImmutableArray<GrubFlavour> All { get; } =
        [new("/usr/bin/grub-mkimage", "/boot/grub"), new("/usr/bin/grub2-mkimage", "/boot/grub2")];
}
