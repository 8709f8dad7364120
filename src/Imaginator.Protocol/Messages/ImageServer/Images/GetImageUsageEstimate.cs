namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>GetImageUsageEstimate</c>.</summary>
public sealed record GetImageUsageEstimateRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>GetImageUsageEstimate</c>.</summary>
public sealed record GetImageUsageEstimateResponse
{
    public bool ImageExists { get; init; }

    public ulong UsageEstimate { get; init; }
}
