namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>ReplaceIdleSlaves</c> is asked.</summary>
internal sealed record ReplaceIdleSlavesRequest
{
    public bool ImmediateGetNew { get; init; }
}

/// <summary>What <c>ReplaceIdleSlaves</c> answers.</summary>
internal sealed record ReplaceIdleSlavesResponse
{
    public string Error { get; init; } = "";
}
