namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImageUsageEstimate</c> is asked.</summary>
internal sealed record GetImageUsageEstimateRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageUsageEstimate</c> answers.</summary>
internal sealed record GetImageUsageEstimateResponse
{
    public bool ImageExists { get; init; }

    public ulong UsageEstimate { get; init; }
}
