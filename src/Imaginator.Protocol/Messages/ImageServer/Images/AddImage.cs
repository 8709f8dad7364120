using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>AddImage</c>.</summary>
public sealed record AddImageRequest
{
    public string ImageName { get; init; } = "";

    public DominatorImage? Image { get; init; }
}

/// <summary>The response of <c>AddImage</c>.</summary>
public sealed record AddImageResponse;
