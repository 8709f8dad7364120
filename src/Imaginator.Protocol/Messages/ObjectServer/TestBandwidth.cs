using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ObjectServer;

/// <summary>What <c>TestBandwidth</c> is asked.</summary>
internal sealed record TestBandwidthRequest
{
    public GobDuration Duration { get; init; }

    public ulong ChunkSize { get; init; }

    public bool SendToServer { get; init; }
}

/// <summary>What <c>TestBandwidth</c> answers.</summary>
internal sealed record TestBandwidthResponse
{
    public GobDuration ServerDuration { get; init; }
}
