namespace Imaginator.Images;

/// <summary>A file whose contents a machine fetches from a file generator instead of from the image.</summary>
public sealed record ComputedRegularInode : Inode
{
    /// <summary>Type bits (octal 100000), set-uid, set-gid, sticky and permission bits.</summary>
    public required uint Mode { get; init; }

    /// <summary>The file generator, as <c>host:port</c>.</summary>
    public required string Source { get; init; }
}
