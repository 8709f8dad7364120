using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>DisableBuildRequests</c> is asked.</summary>
internal sealed record DisableBuildRequestsRequest
{
    public GobDuration DisableFor { get; init; }
}

/// <summary>What <c>DisableBuildRequests</c> answers.</summary>
internal sealed record DisableBuildRequestsResponse
{
    public GobTime DisabledUntil { get; init; }

    public string Error { get; init; } = "";
}
