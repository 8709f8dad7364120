namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>CheckImage</c> is asked.</summary>
internal sealed record CheckImageRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>CheckImage</c> answers.</summary>
internal sealed record CheckImageResponse
{
    public bool ImageExists { get; init; }
}
