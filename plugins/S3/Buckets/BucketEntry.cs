namespace Imaginator.Plugins.S3.Buckets;

/// <summary>An object in a list.</summary>
/// <param name="Key">The key.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="Tag">The entity tag.</param>
/// <param name="ModifiedAt">The time of the last write, by the clock of the server.</param>
internal sealed record BucketEntry(string Key, long Length, string Tag, DateTimeOffset ModifiedAt);
