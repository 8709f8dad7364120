using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>AddObject</c> is asked.</summary>
public sealed record AddObjectRequest
{
    public ulong Length { get; init; }

    public ObjectHash? ExpectedHash { get; init; }
}

/// <summary>What <c>AddObject</c> answers.</summary>
public sealed record AddObjectResponse
{
    public string ErrorString { get; init; } = "";

    public ObjectHash Hash { get; init; }

    public bool Added { get; init; }
}
