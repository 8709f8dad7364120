using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>CheckObjects</c> is asked.</summary>
public sealed record CheckObjectsRequest
{
    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>What <c>CheckObjects</c> answers.</summary>
public sealed record CheckObjectsResponse
{
    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
