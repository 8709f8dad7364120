using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImageExpiration</c> is asked.</summary>
internal sealed record GetImageExpirationRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageExpiration</c> answers.</summary>
internal sealed record GetImageExpirationResponse
{
    public string Error { get; init; } = "";

    public GobTime ExpiresAt { get; init; }
}
