using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>DisableAutoBuilds</c>.</summary>
public sealed record DisableAutoBuildsRequest
{
    public GobDuration DisableFor { get; init; }
}

/// <summary>The response of <c>DisableAutoBuilds</c>.</summary>
public sealed record DisableAutoBuildsResponse
{
    public GobTime DisabledUntil { get; init; }

    public string Error { get; init; } = "";
}
