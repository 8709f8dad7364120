using System.Collections.Immutable;

namespace Imaginator.Building.DiskImages;

/// <summary>
/// What of GRUB lies outside of file systems: the first sector, whose code loads the sectors that follow, and the core in
/// those.
/// </summary>
internal sealed class GrubBootCode
{
    /// <summary>The length of the code in the first sector; after it come the disk's number and the partition table.</summary>
    private const int CodeLength = 440;

    private readonly byte[] _bootSector;
    private readonly byte[] _core;

    private GrubBootCode(byte[] bootSector, byte[] core, ImmutableArray<string> kernels)
    {
        _bootSector = bootSector;
        _core = core;
        Kernels = kernels;
    }

    /// <summary>The versions of the kernels that it can boot, the newest first.</summary>
    public ImmutableArray<string> Kernels { get; }

    /// <summary>Takes the boot code.</summary>
    /// <param name="bootSector">GRUB's <c>boot.img</c>. As it is, it loads the second sector.</param>
    /// <param name="core">What GRUB's tool made. As it is, it expects its rest in the third sector and after.</param>
    /// <param name="kernels">The versions of the kernels that it can boot, the newest first.</param>
    /// <exception cref="ImaginatorException">It is no boot sector, or the core does not fit in front of the partition.</exception>
    public static GrubBootCode Create(byte[] bootSector, byte[] core, ImmutableArray<string> kernels)
    {
        if (bootSector.Length != DiskLayout.SectorBytes)
        {
            throw new ImaginatorException($"the tree's GRUB has a boot sector of {bootSector.Length} bytes, which is none");
        }

        return core.Length is > DiskLayout.SectorBytes and <= DiskLayout.PartitionOffset - DiskLayout.SectorBytes
            ? new GrubBootCode(bootSector, core, kernels)
            : throw new ImaginatorException(
                $"the tree's GRUB made a core of {core.Length} bytes, which is none that fits in front of the partition");
    }

    /// <summary>Writes it to a disk that has its partition table.</summary>
    /// <param name="file">The disk image.</param>
    public void WriteTo(string file)
    {
        using var disk = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(disk, _bootSector.AsSpan(0, CodeLength), 0);
        RandomAccess.Write(disk, _core, DiskLayout.SectorBytes);
    }
}
