namespace Imaginator.Plugins.S3.Buckets;

/// <summary>An object of a bucket that was read as a whole.</summary>
/// <param name="Contents">The contents.</param>
/// <param name="Tag">The entity tag.</param>
/// <param name="ModifiedAt">The time of the last write, by the clock of the server.</param>
internal sealed record BucketObject(byte[] Contents, string Tag, DateTimeOffset ModifiedAt);
