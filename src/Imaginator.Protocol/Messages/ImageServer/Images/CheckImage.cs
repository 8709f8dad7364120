namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>CheckImage</c>.</summary>
public sealed record CheckImageRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>CheckImage</c>.</summary>
public sealed record CheckImageResponse
{
    public bool ImageExists { get; init; }
}
