using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Conditional writes.</summary>
internal static class BucketWrites
{
    /// <summary>
    /// Writes an object under a condition. The contents must be unique, for example because they contain a random number: if the answer of
    /// the server is lost, the repeated request does not meet its condition, and only the contents show that the write succeeded.
    /// </summary>
    /// <returns>The entity tag of the object; null if another program has written it.</returns>
    public static async Task<string?> TryWriteAsync(
        this IBucket bucket, string key, ReadOnlyMemory<byte> contents, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (await bucket.PutAsync(key, contents, condition, cancellationToken) is { } tag)
        {
            return tag;
        }

        var present = await bucket.TryGetAsync(key, StoreLimits.RecordBytes, cancellationToken);
        return present is not null && present.Contents.AsSpan().SequenceEqual(contents.Span) ? present.Tag : null;
    }
}
