namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>What <c>DeleteUnreferencedObjects</c> is asked.</summary>
public sealed record DeleteUnreferencedObjectsRequest
{
    public byte Percentage { get; init; }

    public ulong Bytes { get; init; }
}

/// <summary>What <c>DeleteUnreferencedObjects</c> answers.</summary>
public sealed record DeleteUnreferencedObjectsResponse;
