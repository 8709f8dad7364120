namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>CheckImage</c> is asked.</summary>
public sealed record CheckImageRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>CheckImage</c> answers.</summary>
public sealed record CheckImageResponse
{
    public bool ImageExists { get; init; }
}
