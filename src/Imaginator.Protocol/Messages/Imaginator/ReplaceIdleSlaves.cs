namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>ReplaceIdleSlaves</c>.</summary>
public sealed record ReplaceIdleSlavesRequest
{
    public bool ImmediateGetNew { get; init; }
}

/// <summary>The response of <c>ReplaceIdleSlaves</c>.</summary>
public sealed record ReplaceIdleSlavesResponse
{
    public string Error { get; init; } = "";
}
