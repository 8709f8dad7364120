using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>A directory of images.</summary>
[GobType("image.Directory")]
internal sealed record ImageDirectory
{
    public string Name { get; init; } = "";

    public ImageDirectoryMetadata Metadata { get; init; } = new();
}

/// <summary>What belongs to a directory of images.</summary>
[GobType("image.DirectoryMetadata")]
internal sealed record ImageDirectoryMetadata
{
    public string OwnerGroup { get; init; } = "";
}
