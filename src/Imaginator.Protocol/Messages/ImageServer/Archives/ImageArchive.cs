using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>An image with its name, as it is archived.</summary>
internal sealed record ImageArchive
{
    public string ImageName { get; init; } = "";

    public DominatorImage Image { get; init; } = new();
}
