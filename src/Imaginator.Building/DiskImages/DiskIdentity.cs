using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Imaginator.Building.DiskImages;

/// <summary>What tells a disk from others.</summary>
/// <param name="DiskId">The number in its partition table.</param>
/// <param name="FileSystemId">The UUID of its file system.</param>
internal sealed record DiskIdentity(uint DiskId, Guid FileSystemId)
{
    /// <summary>The partition as the kernel finds it, with an initial RAM disk and without.</summary>
    public string RootPartition => string.Create(CultureInfo.InvariantCulture, $"PARTUUID={DiskId:x8}-01");

    /// <summary>A new one.</summary>
    public static DiskIdentity Create()
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(number);

        // Zero means "none".
        return new DiskIdentity(BinaryPrimitives.ReadUInt32LittleEndian(number) | 1, Guid.NewGuid());
    }
}
