using System.Security.Cryptography;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Tests with a temporary object that the server respects the conditions of writes, on which the store relies.</summary>
internal static class ConditionalWriteProbe
{
    private const int NonceLength = 16;

    /// <summary>Fails if the server ignores a condition.</summary>
    /// <exception cref="ImageStores.ImageStoreException">A condition is ignored, or the server refuses writes.</exception>
    public static async Task RunAsync(IBucket bucket, CancellationToken cancellationToken)
    {
        var key = $"probe/{Guid.NewGuid():N}";
        try
        {
            var first = await WriteAsync(bucket, key, WriteCondition.Absent, cancellationToken)
                ?? throw StoreErrors.NoConditionalWrites(bucket.DisplayName, "If-None-Match");
            if (await WriteAsync(bucket, key, WriteCondition.Absent, cancellationToken) is not null)
            {
                throw StoreErrors.NoConditionalWrites(bucket.DisplayName, "If-None-Match");
            }

            var second = await WriteAsync(bucket, key, WriteCondition.Unchanged(first), cancellationToken);
            if (second is null || await WriteAsync(bucket, key, WriteCondition.Unchanged(first), cancellationToken) is not null)
            {
                throw StoreErrors.NoConditionalWrites(bucket.DisplayName, "If-Match");
            }
        }
        finally
        {
            await bucket.DeleteAsync(key, CancellationToken.None);
        }
    }

    private static Task<string?> WriteAsync(IBucket bucket, string key, WriteCondition condition, CancellationToken cancellationToken) =>
        bucket.TryWriteAsync(key, RandomNumberGenerator.GetBytes(NonceLength), condition, cancellationToken);
}
