namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImageUsageEstimate</c> is asked.</summary>
public sealed record GetImageUsageEstimateRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageUsageEstimate</c> answers.</summary>
public sealed record GetImageUsageEstimateResponse
{
    public bool ImageExists { get; init; }

    public ulong UsageEstimate { get; init; }
}
