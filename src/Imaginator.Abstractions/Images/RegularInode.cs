namespace Imaginator.Images;

/// <summary>A regular file.</summary>
public sealed record RegularInode : Inode
{
    /// <summary>Type bits (octal 100000), set-uid, set-gid, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>When the contents were last changed: seconds since the Unix epoch, possibly negative.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>The part of a second of the modification time, 0 to 999,999,999 nanoseconds.</summary>
    public int MtimeNanoseconds { get; init; }

    /// <summary>The length of the contents in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>The contents; zero if <see cref="Size"/> is 0.</summary>
    public ObjectHash Hash { get; init; }
}
