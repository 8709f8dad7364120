using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>The request of <c>CheckObjects</c>.</summary>
public sealed record CheckObjectsRequest
{
    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>The response of <c>CheckObjects</c>.</summary>
public sealed record CheckObjectsResponse
{
    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
