using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>A symbolic link. It has neither mode nor modification time.</summary>
public sealed record SymlinkInode : Inode
{
    /// <summary>What it points to, in the form of <see cref="FileName"/>.</summary>
    public required string Target { get; init; }
}
