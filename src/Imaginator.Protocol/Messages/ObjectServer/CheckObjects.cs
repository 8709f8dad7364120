using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>CheckObjects</c> is asked.</summary>
internal sealed record CheckObjectsRequest
{
    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];
}

/// <summary>What <c>CheckObjects</c> answers.</summary>
internal sealed record CheckObjectsResponse
{
    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}
