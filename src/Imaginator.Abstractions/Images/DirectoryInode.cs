using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>A directory. It has no modification time. Equality is by value and includes the entries.</summary>
public sealed record DirectoryInode : Inode
{
    /// <summary>Type bits (octal 040000), set-user-ID, set-group-ID, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>The entries, sorted by the bytes of their names (<see cref="FileName.BytewiseComparer"/>).</summary>
    public ImmutableArray<DirectoryEntry> Entries { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(DirectoryInode? other) =>
        base.Equals(other)
        && Mode == other!.Mode
        && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Mode, Entries.AsSpan().Length);
}
