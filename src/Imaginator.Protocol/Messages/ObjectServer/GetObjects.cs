using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>GetObjects</c> is asked.</summary>
internal sealed record GetObjectsRequest
{
    public bool Exclusive { get; init; }

    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>What <c>GetObjects</c> answers.</summary>
internal sealed record GetObjectsResponse
{
    public string ResponseString { get; init; } = "";

    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
