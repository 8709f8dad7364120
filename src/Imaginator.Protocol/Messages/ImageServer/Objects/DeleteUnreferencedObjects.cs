namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>The request of <c>DeleteUnreferencedObjects</c>.</summary>
public sealed record DeleteUnreferencedObjectsRequest
{
    public byte Percentage { get; init; }

    public ulong Bytes { get; init; }
}

/// <summary>The response of <c>DeleteUnreferencedObjects</c>.</summary>
public sealed record DeleteUnreferencedObjectsResponse;
