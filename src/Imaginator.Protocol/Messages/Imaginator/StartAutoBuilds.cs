namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>StartAutoBuilds</c>.</summary>
public sealed record StartAutoBuildsRequest
{
    public bool WaitForComplete { get; init; }

    public bool WaitToStart { get; init; }
}

/// <summary>The response of <c>StartAutoBuilds</c>.</summary>
public sealed record StartAutoBuildsResponse
{
    public string Error { get; init; } = "";
}
