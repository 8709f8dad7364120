namespace Imaginator.ImageStores;

/// <summary>What a list of images shows of each.</summary>
/// <param name="Name">The name, <c>STREAM/YYYY-MM-DD:HH:MM:SS</c>.</param>
/// <param name="CreatedOn">When it was added; null where the server does not tell in a list.</param>
/// <param name="ExpiresAt">When it expires; null where it never does, or where the server does not tell.</param>
/// <param name="TotalDataBytes">The size of all regular files in bytes; null where the server does not tell.</param>
public sealed record ImageSummary(
    string Name, DateTimeOffset? CreatedOn = null, DateTimeOffset? ExpiresAt = null, ulong? TotalDataBytes = null);
