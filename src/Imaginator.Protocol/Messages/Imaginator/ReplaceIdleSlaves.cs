namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>ReplaceIdleSlaves</c> is asked.</summary>
public sealed record ReplaceIdleSlavesRequest
{
    public bool ImmediateGetNew { get; init; }
}

/// <summary>What <c>ReplaceIdleSlaves</c> answers.</summary>
public sealed record ReplaceIdleSlavesResponse
{
    public string Error { get; init; } = "";
}
