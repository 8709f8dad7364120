using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>The request of <c>GetObjects</c>.</summary>
public sealed record GetObjectsRequest
{
    public bool Exclusive { get; init; }

    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>The response of <c>GetObjects</c>.</summary>
public sealed record GetObjectsResponse
{
    public string ResponseString { get; init; } = "";

    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
