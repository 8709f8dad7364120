using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>ChangeImageExpiration</c>.</summary>
public sealed record ChangeImageExpirationRequest
{
    public GobTime ExpiresAt { get; init; }

    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>ChangeImageExpiration</c>.</summary>
public sealed record ChangeImageExpirationResponse
{
    public string Error { get; init; } = "";
}
