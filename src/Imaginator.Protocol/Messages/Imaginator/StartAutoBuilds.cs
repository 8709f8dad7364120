namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>StartAutoBuilds</c> is asked.</summary>
public sealed record StartAutoBuildsRequest
{
    public bool WaitForComplete { get; init; }

    public bool WaitToStart { get; init; }
}

/// <summary>What <c>StartAutoBuilds</c> answers.</summary>
public sealed record StartAutoBuildsResponse
{
    public string Error { get; init; } = "";
}
