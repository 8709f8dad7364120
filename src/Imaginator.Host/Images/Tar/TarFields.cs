namespace Imaginator.Host.Images.Tar;

/// <summary>The fields of a header block of a tar archive; see <see cref="TarHeader"/>.</summary>
internal sealed record TarFields
{
    /// <summary>The type of the file: one of the constants of <see cref="TarHeader"/>.</summary>
    public required byte Type { get; init; }

    /// <summary>The bytes of the path. The block has the first ones of a longer path.</summary>
    public required byte[] Path { get; init; }

    /// <summary>The bytes of the target of a link; empty for other types. The block has the first ones of a longer target.</summary>
    public byte[] Target { get; init; } = [];

    /// <summary>The permission bits.</summary>
    public uint Mode { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>The number of bytes that follow the block.</summary>
    public ulong Size { get; init; }

    /// <summary>The modification time in seconds since the Unix epoch. Negative times need a record, and become 0 in the block.</summary>
    public long ModifiedAt { get; init; }

    /// <summary>The numbers of a device; 0 for other types.</summary>
    public (ulong Major, ulong Minor) Device { get; init; }
}
