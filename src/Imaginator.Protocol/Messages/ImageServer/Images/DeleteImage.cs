namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>DeleteImage</c>.</summary>
public sealed record DeleteImageRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>DeleteImage</c>.</summary>
public sealed record DeleteImageResponse;
