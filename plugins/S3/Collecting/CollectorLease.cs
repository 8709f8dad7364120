using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>
/// Lets one program at a time collect garbage or check the store. Two at the same time do no harm, because each step of a collection is a
/// conditional write, but do the work twice.
/// </summary>
internal sealed class CollectorLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(10);

    private readonly IBucket _bucket;
    private readonly ILogger _logger;
    private string _tag;
    private DateTimeOffset _renewedAt;

    private CollectorLease(IBucket bucket, ILogger logger, string tag) =>
        (_bucket, _logger, _tag, _renewedAt) = (bucket, logger, tag, bucket.Clock.GetUtcNow());

    /// <summary>Begins the lease.</summary>
    /// <returns>The lease; null if another program has it.</returns>
    public static async Task<CollectorLease?> TryAcquireAsync(IBucket bucket, ILogger logger, CancellationToken cancellationToken)
    {
        var present = await bucket.TryGetAsync(StoreKeys.CollectorLease, StoreLimits.RecordBytes, cancellationToken);
        if (present is not null && bucket.Clock.GetUtcNow() - present.ModifiedAt < Duration)
        {
            return null;
        }

        var condition = present is null ? WriteCondition.Absent : WriteCondition.Unchanged(present.Tag);
        return await bucket.TryWriteAsync(StoreKeys.CollectorLease, Contents(), condition, cancellationToken) is { } tag
            ? new CollectorLease(bucket, logger, tag)
            : null;
    }

    /// <summary>Begins the lease again if it is time to.</summary>
    /// <exception cref="ImageStoreException">Another program has the lease.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var now = _bucket.Clock.GetUtcNow();
        if (now - _renewedAt < RenewalInterval)
        {
            return;
        }

        _tag = await _bucket.TryWriteAsync(StoreKeys.CollectorLease, Contents(), WriteCondition.Unchanged(_tag), cancellationToken)
            ?? throw StoreErrors.Busy(_bucket.DisplayName, "cannot continue the garbage collection", "another program has begun one");
        _renewedAt = now;
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(ReleaseTimeout);
        try
        {
            // Not if another program has it in the meantime.
            if (await _bucket.TryGetAsync(StoreKeys.CollectorLease, StoreLimits.RecordBytes, timeout.Token) is { } present && present.Tag == _tag)
            {
                await _bucket.DeleteAsync(StoreKeys.CollectorLease, timeout.Token);
            }
        }
        catch (Exception e) when (e is ImageStoreException or OperationCanceledException)
        {
            S3StoreLog.CleanupFailed(_logger, _bucket.DisplayName, e);
        }
    }

    private static byte[] Contents() => SealedRecord.Write("imgs3le\x01"u8, output => output.WriteId(StoreKeys.NewId()));
}
