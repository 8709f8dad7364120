using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>
/// The owner and the extended attributes of an inode of any kind. The subclasses in this namespace are the kinds. Equality
/// is by value.
/// </summary>
public abstract record Inode
{
    private protected Inode()
    {
    }

    /// <summary>The numeric user ID of the owner.</summary>
    public uint Uid { get; init; }

    /// <summary>The numeric group ID of the owner.</summary>
    public uint Gid { get; init; }

    /// <summary>
    /// The extended attributes, sorted by name, for example <c>security.capability</c>. Usually empty. Dominator's wire format
    /// does not transfer them.
    /// </summary>
    public ImmutableArray<ExtendedAttribute> ExtendedAttributes { get; init; } = [];

    /// <inheritdoc/>
    public virtual bool Equals(Inode? other) =>
        other is not null
        && EqualityContract == other.EqualityContract
        && Uid == other.Uid
        && Gid == other.Gid
        && ExtendedAttributes.AsSpan().SequenceEqual(other.ExtendedAttributes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Uid, Gid, ExtendedAttributes.AsSpan().Length);
}
