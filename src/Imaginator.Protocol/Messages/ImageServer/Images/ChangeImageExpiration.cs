using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>ChangeImageExpiration</c> is asked.</summary>
public sealed record ChangeImageExpirationRequest
{
    public GobTime ExpiresAt { get; init; }

    public string ImageName { get; init; } = "";
}

/// <summary>What <c>ChangeImageExpiration</c> answers.</summary>
public sealed record ChangeImageExpirationResponse
{
    public string Error { get; init; } = "";
}
