using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Tests with a temporary object that the server respects the conditions of writes, on which the store relies.</summary>
internal static class ConditionalWriteProbe
{
    private const int NonceLength = 16;
    private static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Fails if the server ignores a condition.</summary>
    /// <exception cref="ImageStoreException">A condition is ignored, or the server refuses writes.</exception>
    public static async Task RunAsync(IBucket bucket, CancellationToken cancellationToken)
    {
        var key = $"probe/{Guid.NewGuid():N}";
        try
        {
            await TestAsync(bucket, key, cancellationToken);
        }
        catch
        {
            await TryDeleteAsync(bucket, key);
            throw;
        }

        await bucket.DeleteAsync(key, cancellationToken);
    }

    private static async Task TestAsync(IBucket bucket, string key, CancellationToken cancellationToken)
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

    // The failure of the test is the error that the caller must see.
    private static async Task TryDeleteAsync(IBucket bucket, string key)
    {
        using var timeout = new CancellationTokenSource(CleanupTimeout);
        try
        {
            await bucket.DeleteAsync(key, timeout.Token);
        }
        catch (Exception e) when (e is ImageStoreException or OperationCanceledException)
        {
            // The object is below probe/, which no program reads.
        }
    }

    private static Task<string?> WriteAsync(IBucket bucket, string key, WriteCondition condition, CancellationToken cancellationToken) =>
        bucket.TryWriteAsync(key, RandomNumberGenerator.GetBytes(NonceLength), condition, cancellationToken);
}
