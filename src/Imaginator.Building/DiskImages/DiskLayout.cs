using Imaginator.Quantities;

namespace Imaginator.Building.DiskImages;

/// <summary>Where things are on the disk. Everything in bytes.</summary>
/// <param name="DiskBytes">The size of the disk.</param>
/// <param name="InodeCount">How many inodes the file system gets.</param>
internal sealed record DiskLayout(long DiskBytes, long InodeCount)
{
    /// <summary>The size of a block of the file system.</summary>
    public const int BlockBytes = 4096;

    /// <summary>Where the partition starts: what partitioning tools align to. The boot loader is in front of it.</summary>
    public const int PartitionOffset = 1024 * 1024;

    /// <summary>The size of a sector.</summary>
    public const int SectorBytes = 512;

    // Room for a log or two, the journal and the file system's own tables.
    private const long SpareBytes = 256L * 1024 * 1024;
    private const long SmallestDisk = 16L * 1024 * 1024;
    private const int BytesPerInode = 16 * 1024;
    private const int SpareInodes = 10_000;

    /// <summary>The size of the partition in blocks of the file system.</summary>
    public long Blocks => (DiskBytes - PartitionOffset) / BlockBytes;

    /// <summary>Lays a disk out.</summary>
    /// <param name="wantedBytes">The size that was asked for; zero for what the tree needs, a quarter more, and some room.</param>
    /// <param name="extent">The tree.</param>
    /// <exception cref="ImaginatorException">The size that was asked for is too small.</exception>
    public static DiskLayout Of(long wantedBytes, TreeExtent extent)
    {
        var needed = extent.Bytes + (extent.Bytes / 4) + SpareBytes;
        var size = wantedBytes == 0 ? RoundUp(PartitionOffset + needed, 1024 * 1024) : wantedBytes;
        return size < Math.Max(SmallestDisk, PartitionOffset + extent.Bytes)
            ? throw new ImaginatorException(
                $"the disk of {ByteSize.Describe(size)} is too small for a tree of {ByteSize.Describe(extent.Bytes)}; "
                + "ask for a larger one, or for none in particular")
            : new DiskLayout(size, Math.Max(size / BytesPerInode, extent.Inodes + (extent.Inodes / 4) + SpareInodes));
    }

    private static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;
}
