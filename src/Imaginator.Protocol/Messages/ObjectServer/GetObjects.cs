using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>GetObjects</c> is asked.</summary>
public sealed record GetObjectsRequest
{
    public bool Exclusive { get; init; }

    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>What <c>GetObjects</c> answers.</summary>
public sealed record GetObjectsResponse
{
    public string ResponseString { get; init; } = "";

    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
