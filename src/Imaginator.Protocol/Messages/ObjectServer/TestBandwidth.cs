using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>The request of <c>TestBandwidth</c>.</summary>
public sealed record TestBandwidthRequest
{
    public GobDuration Duration { get; init; }

    public ulong ChunkSize { get; init; }

    public bool SendToServer { get; init; }
}

/// <summary>The response of <c>TestBandwidth</c>.</summary>
public sealed record TestBandwidthResponse
{
    public GobDuration ServerDuration { get; init; }
}
