namespace Imaginator.Images;

/// <summary>A regular file.</summary>
public sealed record RegularInode : Inode
{
    /// <summary>Type bits (octal 100000), set-user-ID, set-group-ID, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>The modification time of the contents in seconds since the Unix epoch. It can be negative.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>The fraction of the modification time in nanoseconds, 0 to 999,999,999.</summary>
    public int MtimeNanoseconds { get; init; }

    /// <summary>The length of the contents in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>The hash of the contents; zero if <see cref="Size"/> is 0.</summary>
    public ObjectHash Hash { get; init; }
}
