using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Quantities;

namespace Imaginator.Building.DiskImages;

/// <summary>A written disk image.</summary>
/// <param name="Size">The size of the disk in bytes.</param>
/// <param name="Kernels">The versions of the bootable kernels, the newest first.</param>
/// <param name="HasBootLoader">Whether it has a boot loader.</param>
public sealed record DiskImage(long Size, ImmutableArray<string> Kernels, bool HasBootLoader)
{
    /// <summary>A short description, such as <c>2.1 GiB, boots Linux 6.1.0-18-amd64</c>.</summary>
    public string Describe()
    {
        var boots = !HasBootLoader ? "no boot loader"
            : Kernels.IsEmpty ? "GRUB without a kernel"
            : $"boots Linux {string.Join(", ", Kernels)}";
        return string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Describe(Size)}, {boots}");
    }
}
