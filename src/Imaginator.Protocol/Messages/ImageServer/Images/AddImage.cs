using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>AddImage</c> is asked.</summary>
internal sealed record AddImageRequest
{
    public string ImageName { get; init; } = "";

    public DominatorImage? Image { get; init; }
}

/// <summary>What <c>AddImage</c> answers.</summary>
internal sealed record AddImageResponse;
