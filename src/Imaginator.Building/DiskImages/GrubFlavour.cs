using System.Collections.Immutable;

namespace Imaginator.Building.DiskImages;

/// <summary>How a family of distributions calls GRUB.</summary>
/// <param name="MakeImage">The program that makes its core.</param>
/// <param name="BootDirectory">The directory of its configuration and modules.</param>
internal sealed record GrubFlavour(string MakeImage, string BootDirectory)
{
    /// <summary>The directory of the modules for BIOS machines.</summary>
    public const string ModuleDirectory = "/usr/lib/grub/i386-pc";

    /// <summary>The flavours that there are.</summary>
    public static ImmutableArray<GrubFlavour> All { get; } =
        [new("/usr/bin/grub-mkimage", "/boot/grub"), new("/usr/bin/grub2-mkimage", "/boot/grub2")];
}
