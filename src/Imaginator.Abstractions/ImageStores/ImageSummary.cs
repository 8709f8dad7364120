namespace Imaginator.ImageStores;

/// <summary>An entry in a list of images.</summary>
/// <param name="Name">The name of the image, <c>STREAM/YYYY-MM-DD:HH:MM:SS</c>.</param>
/// <param name="CreatedOn">The creation time; null if the store does not list it.</param>
/// <param name="ExpiresAt">The expiration time; null if the image never expires or the store does not list it.</param>
/// <param name="TotalDataBytes">The total size of all regular files in bytes; null if the store does not list it.</param>
public sealed record ImageSummary(
    string Name, DateTimeOffset? CreatedOn = null, DateTimeOffset? ExpiresAt = null, ulong? TotalDataBytes = null);
