using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>A symbolic link. It has neither mode nor modification time.</summary>
public sealed record SymlinkInode : Inode
{
    /// <summary>The target path in the form of <see cref="FileName"/>.</summary>
    public required string Target { get; init; }
}
