using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>A directory of images.</summary>
[GobType("image.Directory")]
public sealed record ImageDirectory
{
    public string Name { get; init; } = "";

    public ImageDirectoryMetadata Metadata { get; init; } = new();
}

/// <summary>The metadata of a directory of images.</summary>
[GobType("image.DirectoryMetadata")]
public sealed record ImageDirectoryMetadata
{
    public string OwnerGroup { get; init; } = "";
}
