using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>ChangeImageExpiration</c> is asked.</summary>
internal sealed record ChangeImageExpirationRequest
{
    public GobTime ExpiresAt { get; init; }

    public string ImageName { get; init; } = "";
}

/// <summary>What <c>ChangeImageExpiration</c> answers.</summary>
internal sealed record ChangeImageExpirationResponse
{
    public string Error { get; init; } = "";
}
