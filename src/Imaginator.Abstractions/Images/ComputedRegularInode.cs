namespace Imaginator.Images;

/// <summary>A regular file whose contents a machine fetches from a file generator instead of an image store.</summary>
public sealed record ComputedRegularInode : Inode
{
    /// <summary>Type bits (octal 100000), set-user-ID, set-group-ID, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>The address of the file generator, <c>host:port</c>.</summary>
    public required string Source { get; init; }
}
