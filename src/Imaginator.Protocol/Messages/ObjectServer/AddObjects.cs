using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>The request of <c>AddObject</c>.</summary>
public sealed record AddObjectRequest
{
    public ulong Length { get; init; }

    public ObjectHash? ExpectedHash { get; init; }
}

/// <summary>The response of <c>AddObject</c>.</summary>
public sealed record AddObjectResponse
{
    public string ErrorString { get; init; } = "";

    public ObjectHash Hash { get; init; }

    public bool Added { get; init; }
}
