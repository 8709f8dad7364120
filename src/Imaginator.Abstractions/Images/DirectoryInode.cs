using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>A directory. It has no modification time. Compared by identity of its entry list, not by entries.</summary>
public sealed record DirectoryInode : Inode
{
    /// <summary>Type bits (octal 040000), set-uid, set-gid, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>What is in it, sorted by name byte by byte (<see cref="FileName.BytewiseComparer"/>).</summary>
    public ImmutableArray<DirectoryEntry> Entries { get; init; } = [];
}
