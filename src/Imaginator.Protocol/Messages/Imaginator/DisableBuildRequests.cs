using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>DisableBuildRequests</c>.</summary>
public sealed record DisableBuildRequestsRequest
{
    public GobDuration DisableFor { get; init; }
}

/// <summary>The response of <c>DisableBuildRequests</c>.</summary>
public sealed record DisableBuildRequestsResponse
{
    public GobTime DisabledUntil { get; init; }

    public string Error { get; init; } = "";
}
