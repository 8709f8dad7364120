using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Imaginator.Building.DiskImages;

/// <summary>The identifiers of a disk.</summary>
/// <param name="DiskId">The number in the partition table.</param>
/// <param name="FileSystemId">The UUID of the file system.</param>
internal sealed record DiskIdentity(uint DiskId, Guid FileSystemId)
{
    /// <summary>The kernel's name of the partition, valid with an initial RAM disk and without.</summary>
    public string RootPartition => string.Create(CultureInfo.InvariantCulture, $"PARTUUID={DiskId:x8}-01");

    /// <summary>Makes new identifiers.</summary>
    public static DiskIdentity Create()
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(number);

        // Zero means "none".
        return new DiskIdentity(BinaryPrimitives.ReadUInt32LittleEndian(number) | 1, Guid.NewGuid());
    }
}
