using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>The request of <c>ImportObjects</c>.</summary>
public sealed record ImportObjectsRequest
{
    public string BaseRemoteUrl { get; init; } = "";

    public ImmutableArray<ObjectHash> Hashes { get; init; } = [];

    public ImmutableArray<ulong> ObjectSizes { get; init; } = [];
}

/// <summary>The response of <c>ImportObjects</c>.</summary>
public sealed record ImportObjectsResponse
{
    public ulong BytesAdded { get; init; }

    public string Error { get; init; } = "";

    public ulong FailedIndex { get; init; }

    public ulong ObjectsAdded { get; init; }
}
