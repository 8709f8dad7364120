using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>DisableAutoBuilds</c> is asked.</summary>
internal sealed record DisableAutoBuildsRequest
{
    public GobDuration DisableFor { get; init; }
}

/// <summary>What <c>DisableAutoBuilds</c> answers.</summary>
internal sealed record DisableAutoBuildsResponse
{
    public GobTime DisabledUntil { get; init; }

    public string Error { get; init; } = "";
}
