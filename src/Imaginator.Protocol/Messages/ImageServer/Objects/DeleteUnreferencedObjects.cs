namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>What <c>DeleteUnreferencedObjects</c> is asked.</summary>
internal sealed record DeleteUnreferencedObjectsRequest
{
    public byte Percentage { get; init; }

    public ulong Bytes { get; init; }
}

/// <summary>What <c>DeleteUnreferencedObjects</c> answers.</summary>
internal sealed record DeleteUnreferencedObjectsResponse;
