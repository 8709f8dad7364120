using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>GetImageExpiration</c>.</summary>
public sealed record GetImageExpirationRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>GetImageExpiration</c>.</summary>
public sealed record GetImageExpirationResponse
{
    public string Error { get; init; } = "";

    public GobTime ExpiresAt { get; init; }
}
