using Imaginator.Quantities;

namespace Imaginator.Building.DiskImages;

/// <summary>The layout of a disk, in bytes.</summary>
/// <param name="DiskBytes">The size of the disk.</param>
/// <param name="InodeCount">The number of inodes of the file system.</param>
internal sealed record DiskLayout(long DiskBytes, long InodeCount)
{
    /// <summary>The size of a block of the file system.</summary>
    public const int BlockBytes = 4096;

    /// <summary>The start of the partition, aligned as partitioning tools do. The boot loader is before it.</summary>
    public const int PartitionOffset = 1024 * 1024;

    /// <summary>The size of a sector.</summary>
    public const int SectorBytes = 512;

    // The partition table counts sectors with 32 bits.
    private const long MaximumDiskBytes = (1L << 32) * SectorBytes;

    // Space for some logs, the journal and the tables of the file system.
    private const long SpareBytes = 256L * 1024 * 1024;
    private const long MinimumDiskBytes = 16L * 1024 * 1024;
    private const int BytesPerInode = 16 * 1024;
    private const int SpareInodes = 10_000;

    /// <summary>The size of the partition in blocks of the file system.</summary>
    public long Blocks => (DiskBytes - PartitionOffset) / BlockBytes;

    /// <summary>Checks a requested size, as far as it does not depend on the tree.</summary>
    /// <param name="requestedBytes">The requested size; zero for the size of the tree.</param>
    /// <exception cref="ImaginatorException">No disk can have this size.</exception>
    public static void Check(long requestedBytes)
    {
        if (requestedBytes < 0 || requestedBytes % SectorBytes != 0)
        {
            throw new ImaginatorException(
                $"a disk cannot have {requestedBytes} bytes: the size must be a multiple of {SectorBytes} bytes, the length of a sector");
        }

        if (requestedBytes > MaximumDiskBytes)
        {
            throw TooLarge(requestedBytes);
        }
    }

    /// <summary>Calculates the layout.</summary>
    /// <param name="requestedBytes">The requested size; zero for the size of the tree, a quarter more, and some spare space.</param>
    /// <param name="extent">The size of the tree.</param>
    public static DiskLayout Of(long requestedBytes, TreeExtent extent)
    {
        Check(requestedBytes);
        var needed = extent.Bytes + (extent.Bytes / 4) + SpareBytes;
        var size = requestedBytes == 0 ? RoundUp(PartitionOffset + needed, 1024 * 1024) : requestedBytes;
        if (size > MaximumDiskBytes)
        {
            throw TooLarge(size);
        }

        return size < Math.Max(MinimumDiskBytes, PartitionOffset + extent.Bytes)
            ? throw new ImaginatorException(
                $"a disk of {ByteSize.Describe(size)} is too small for a tree of {ByteSize.Describe(extent.Bytes)}: "
                + "request a larger disk or no size")
            : new DiskLayout(size, Math.Max(size / BytesPerInode, extent.Inodes + (extent.Inodes / 4) + SpareInodes));
    }

    private static ImaginatorException TooLarge(long size) => new(
        $"a disk of {ByteSize.Describe(size)} is too large: its partition table, which BIOS machines boot from, can address "
        + $"{ByteSize.Describe(MaximumDiskBytes)}; request a smaller disk, or remove files from the tree");

    private static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;
}
