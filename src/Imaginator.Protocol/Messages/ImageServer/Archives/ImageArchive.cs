using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>An image and its name in an archive.</summary>
public sealed record ImageArchive
{
    public string ImageName { get; init; } = "";

    public DominatorImage Image { get; init; } = new();
}
