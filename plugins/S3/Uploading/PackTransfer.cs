using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Claims;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>Claims and writes the packs of an upload, several at the same time, and publishes them in index objects.</summary>
/// <remarks>Thread-safe, except that <see cref="CompleteAsync"/> must follow the completion of all other calls.</remarks>
internal sealed class PackTransfer(UploadContext context) : IAsyncDisposable
{
    private const int MaximumPacksInFlight = 3;
    private const int MaximumUnpublished = 8;

    // Other uploads wait for the index object.
    private static readonly TimeSpan MaximumUnpublishedAge = TimeSpan.FromSeconds(30);

    // Far below the protection of new packs, so that no collection has decided to remove the pack.
    private static readonly TimeSpan MaximumPackAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(10);

    private readonly string _owner = StoreKeys.NewId();
    private readonly Lock _lock = new();
    private readonly List<(IndexedPack Pack, string? Claim, DateTimeOffset WrittenAt)> _unpublished = [];
    private readonly HashSet<string> _openClaims = new(StringComparer.Ordinal);
    private readonly List<Task> _writes = [];
    private readonly SemaphoreSlim _slots = new(MaximumPacksInFlight);
    private readonly CancellationTokenSource _stop = new();
    private readonly DeferredObjects _deferred = new(context.Bucket.DisplayName);
    private int _packs;

    /// <summary>The number of packs that were written.</summary>
    public int Packs => Volatile.Read(ref _packs);

    /// <summary>Begins to write a pack. Waits if too many are being written.</summary>
    /// <exception cref="ImageStoreException">An earlier pack could not be written.</exception>
    public async Task StartAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        Task? failed;
        lock (_lock)
        {
            failed = _writes.Find(write => write.IsFaulted);
            if (failed is null)
            {
                _writes.RemoveAll(write => write.IsCompletedSuccessfully);
                _writes.Add(Task.Run(() => WriteAndReleaseAsync(pack), CancellationToken.None));
            }
        }

        if (failed is not null)
        {
            _slots.Release();
            await failed;
        }
    }

    /// <summary>Adds a large object, or waits until another upload has added it.</summary>
    /// <returns>True if this upload has added it.</returns>
    public async Task<bool> AddLargeAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await ClaimAsync([hash], cancellationToken);
            if (batch.Present.Count > 0)
            {
                return false;
            }

            if (batch.Key is { } claim)
            {
                var writer = new LargeObjectWriter(context.Bucket, context.Options.PackSize, context.Logger);
                var pack = await writer.WriteAsync(hash, contents, Renewal(claim), cancellationToken);
                Add(pack, claim);
                await PublishAsync(cancellationToken);
                return true;
            }

            // The other upload can wait for an object of this one.
            await PublishAsync(cancellationToken);
            await WaitForOthersAsync(cancellationToken);
        }
    }

    /// <summary>Waits until all objects of the upload are in the store, those that other uploads transfer included.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await CompleteWritesAsync(cancellationToken);
        while (_deferred.Hashes is { Count: > 0 } hashes)
        {
            // 1. Objects that other uploads have transferred, and those that they have given up.
            await context.Claims.RefreshAsync(cancellationToken);
            _deferred.Remove(hashes.Where(hash => context.Table.FindUsable(hash) is not null));
            for (var isLeft = true; isLeft;)
            {
                // 2. A claim that fails puts the objects back.
                var pack = new PackBuilder((int)context.Options.PackSize);
                isLeft = _deferred.MoveTo(hashes, pack);
                if (!pack.IsEmpty)
                {
                    await StartAsync(pack, cancellationToken);
                }
            }

            await CompleteWritesAsync(cancellationToken);
            if (_deferred.Hashes.Count > 0)
            {
                await WaitForOthersAsync(cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] writes;
        lock (_lock)
        {
            writes = [.. _writes];
        }

        await Task.WhenAll(writes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseClaimsAsync();
        _deferred.Dispose();
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task CompleteWritesAsync(CancellationToken cancellationToken)
    {
        Task[] writes;
        lock (_lock)
        {
            writes = [.. _writes];
        }

        await Task.WhenAll(writes).WaitAsync(cancellationToken);
        await PublishAsync(cancellationToken);
    }

    private async Task WriteAndReleaseAsync(PackBuilder pack)
    {
        try
        {
            await WriteAsync(pack, _stop.Token);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task WriteAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        // 1. Only objects that no other upload transfers.
        var batch = await ClaimAsync(pack.Hashes, cancellationToken);
        foreach (var item in pack.Objects.Where(item => batch.Deferred.Contains(item.Hash)))
        {
            _deferred.Add(item.Hash, pack.ContentsOf(item));
        }

        pack.Keep(batch.Owned);
        if (pack.IsEmpty)
        {
            return;
        }

        // 2. The pack, whose name is new.
        var id = StoreKeys.NewId();
        await context.Bucket.PutAsync(StoreKeys.OfPack(id), pack.Contents, WriteCondition.None, cancellationToken);

        // 3. Its objects exist for others when they are in an index object.
        if (Add(new IndexedPack(id, pack.Contents.Length, pack.Objects), batch.Key))
        {
            await PublishAsync(cancellationToken);
        }
    }

    private async Task<ClaimedBatch> ClaimAsync(IReadOnlyCollection<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        var attempted = new List<string>();
        try
        {
            var batch = await context.Claims.ClaimAsync(_owner, hashes, attempted.Add, cancellationToken);
            attempted = batch.Key is { } key ? [key] : [];
            return batch;
        }
        finally
        {
            // If the call failed, any of them can exist.
            lock (_lock)
            {
                _openClaims.UnionWith(attempted);
            }
        }
    }

    // True if the packs must be published.
    private bool Add(IndexedPack pack, string? claim)
    {
        var now = context.Bucket.Clock.GetUtcNow();
        Interlocked.Increment(ref _packs);
        lock (_lock)
        {
            _unpublished.Add((pack, claim, now));
            return _unpublished.Count >= MaximumUnpublished || now - _unpublished[0].WrittenAt > MaximumUnpublishedAge;
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        (IndexedPack Pack, string? Claim, DateTimeOffset WrittenAt)[] packs;
        lock (_lock)
        {
            packs = [.. _unpublished];
            _unpublished.Clear();
        }

        if (packs.Length == 0)
        {
            return;
        }

        if (context.Bucket.Clock.GetUtcNow() - packs[0].WrittenAt > MaximumPackAge)
        {
            throw StoreErrors.Busy(context.Bucket.DisplayName, "cannot add objects", "the upload was interrupted for too long");
        }

        await context.Sync.PublishAsync([.. packs.Select(item => item.Pack)], cancellationToken);
        lock (_lock)
        {
            _openClaims.ExceptWith(packs.Select(item => item.Claim).OfType<string>());
        }
    }

    private async Task WaitForOthersAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(context.Options.PollInterval, cancellationToken);
        await context.Claims.RefreshAsync(cancellationToken);
    }

    private Func<CancellationToken, Task> Renewal(string claim)
    {
        var renewedAt = context.Bucket.Clock.GetUtcNow();
        return async token =>
        {
            if (context.Bucket.Clock.GetUtcNow() - renewedAt > RenewalInterval)
            {
                await context.Claims.RenewAsync(claim, _owner, token);
                renewedAt = context.Bucket.Clock.GetUtcNow();
            }
        };
    }

    private async Task ReleaseClaimsAsync()
    {
        using var timeout = new CancellationTokenSource(CleanupTimeout);
        foreach (var claim in _openClaims)
        {
            try
            {
                await context.Claims.ReleaseAsync(claim, _owner, timeout.Token);
            }
            catch (Exception e) when (e is ImageStoreException or OperationCanceledException)
            {
                // The lease of the claim ends.
                S3StoreLog.CleanupFailed(context.Logger, context.Bucket.DisplayName, e);
                return;
            }
        }
    }
}
