using System.Collections.Immutable;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// The part of GRUB outside of file systems: the boot sector, whose code loads the following sectors, and the core image in
/// those sectors.
/// </summary>
internal sealed class GrubBootCode
{
    // The code in the boot sector, in bytes. The disk's number and the partition table follow it.
    private const int CodeLength = 440;

    private readonly byte[] _bootSector;
    private readonly byte[] _core;

    private GrubBootCode(byte[] bootSector, byte[] core, ImmutableArray<string> kernels)
    {
        _bootSector = bootSector;
        _core = core;
        Kernels = kernels;
    }

    /// <summary>The versions of the bootable kernels, the newest first.</summary>
    public ImmutableArray<string> Kernels { get; }

    /// <summary>Checks the boot code: GRUB's <c>boot.img</c>, which loads the second sector, and the core image.</summary>
    public static GrubBootCode Create(byte[] bootSector, byte[] core, ImmutableArray<string> kernels)
    {
        if (bootSector.Length != DiskLayout.SectorBytes)
        {
            throw new ImaginatorException($"invalid boot sector in the tree's GRUB: {bootSector.Length} bytes instead of {DiskLayout.SectorBytes}");
        }

        return core.Length is > DiskLayout.SectorBytes and <= DiskLayout.PartitionOffset - DiskLayout.SectorBytes
            ? new GrubBootCode(bootSector, core, kernels)
            : throw new ImaginatorException(
                $"invalid core image from the tree's GRUB: {core.Length} bytes do not fit before the partition");
    }

    /// <summary>Writes the boot code to a disk image that has its partition table.</summary>
    public void WriteTo(string file)
    {
        using var disk = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(disk, _bootSector.AsSpan(0, CodeLength), 0);
        RandomAccess.Write(disk, _core, DiskLayout.SectorBytes);
    }
}
