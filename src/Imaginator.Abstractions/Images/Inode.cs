using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>What an inode of any kind has: its owner. The kinds are the subclasses in this namespace.</summary>
public abstract record Inode
{
    private protected Inode()
    {
    }

    /// <summary>The numeric owner.</summary>
    public uint Uid { get; init; }

    /// <summary>The numeric group.</summary>
    public uint Gid { get; init; }

    /// <summary>
    /// Extended attributes, sorted by name, for instance <c>security.capability</c>. Usually empty. The Dominator wire
    /// format has no place for them.
    /// </summary>
    public ImmutableArray<ExtendedAttribute> ExtendedAttributes { get; init; } = [];
}
