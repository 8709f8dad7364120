namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>DeleteImage</c> is asked.</summary>
internal sealed record DeleteImageRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>DeleteImage</c> answers.</summary>
internal sealed record DeleteImageResponse;
