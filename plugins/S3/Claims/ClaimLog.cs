using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Claims;

/// <summary>
/// The claims of all uploads: a numbered log in the bucket. An upload can write number N+1 only if it knows all claims up to N, because the
/// write requires that the number is free. So, the first claim of an object counts, without a clock.
/// </summary>
/// <remarks>
/// <para>Thread-safe. README.md describes the protocol with its crash cases.</para>
/// <para>
/// The number of the newest claim is never removed, and no claim is removed before <see cref="RemovalAge"/>: a program whose last list is
/// younger than <see cref="ListValidity"/> cannot mistake the number of a removed claim for a free one.
/// </para>
/// </remarks>
internal sealed class ClaimLog(IBucket bucket, IndexSync sync, ObjectTable table, TimeSpan lease, int parallelism) : IDisposable
{
    /// <summary>The minimum age of claims that are removed.</summary>
    public static readonly TimeSpan RemovalAge = TimeSpan.FromHours(1);

    private static readonly TimeSpan ListValidity = TimeSpan.FromMinutes(10);
    private const int MaximumAttempts = 100;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SortedDictionary<long, KnownClaim> _live = [];
    private long _newest;
    private DateTimeOffset? _listedAt;

    /// <summary>Claims the objects that neither the store has nor a live claim of another upload contains.</summary>
    /// <param name="owner">The ID of the upload.</param>
    /// <param name="hashes">The hashes of the objects.</param>
    /// <param name="attempted">Receives each key that could be a claim of the upload, even if the call fails.</param>
    public async Task<ClaimedBatch> ClaimAsync(
        string owner, IReadOnlyCollection<ObjectHash> hashes, Action<string> attempted, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_listedAt is not { } listedAt || bucket.Clock.GetUtcNow() - listedAt > ListValidity)
            {
                await ListAsync(cancellationToken);
            }

            for (var attempt = 0; attempt < MaximumAttempts; attempt++)
            {
                // 1. What is left for this upload.
                var (owned, present, deferred) = Divide(owner, hashes);
                if (owned.Count == 0)
                {
                    return new ClaimedBatch(owned, present, deferred, null);
                }

                // 2. The next number, unless another upload has it.
                var claim = new Claim(owner, StoreKeys.NewId(), owned);
                var key = StoreKeys.OfClaim(_newest + 1);
                attempted(key);
                if (await bucket.TryWriteAsync(key, ClaimFormat.Write(claim), WriteCondition.Absent, cancellationToken) is { } tag)
                {
                    _newest++;
                    _live[_newest] = new KnownClaim(tag, bucket.Clock.GetUtcNow(), claim);
                    return new ClaimedBatch(owned, present, deferred, key);
                }

                // 3. Otherwise, the claims that this program does not know.
                await ListAsync(cancellationToken);
            }

            throw StoreErrors.Busy(bucket.DisplayName, "cannot claim objects", "too many uploads claim objects at the same time");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads new claims and then new index objects.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await ListAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Begins the lease of a claim again, for a transfer that lasts.</summary>
    public Task RenewAsync(string key, string owner, CancellationToken cancellationToken) =>
        RewriteAsync(key, owner, claim => claim with { Nonce = StoreKeys.NewId() }, cancellationToken);

    /// <summary>Gives up a claim, so that other uploads do not wait. Claims of others stay.</summary>
    public Task ReleaseAsync(string key, string owner, CancellationToken cancellationToken) =>
        RewriteAsync(key, owner, claim => claim with { Nonce = StoreKeys.NewId(), Hashes = [] }, cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task RewriteAsync(string key, string owner, Func<Claim, Claim> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (StoreKeys.NumberOfClaim(key) is { } number
                && await TryReadAsync(key, cancellationToken) is { } present && present.Claim.Owner == owner)
            {
                var claim = change(present.Claim);
                if (await bucket.TryWriteAsync(
                    key, ClaimFormat.Write(claim), WriteCondition.Unchanged(present.Tag), cancellationToken) is { } tag)
                {
                    _live[number] = new KnownClaim(tag, bucket.Clock.GetUtcNow(), claim);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private (HashSet<ObjectHash> Owned, HashSet<ObjectHash> Present, HashSet<ObjectHash> Deferred) Divide(
        string owner, IReadOnlyCollection<ObjectHash> hashes)
    {
        var (owned, present, deferred) = (new HashSet<ObjectHash>(), new HashSet<ObjectHash>(), new HashSet<ObjectHash>());
        var now = bucket.Clock.GetUtcNow();
        var others = _live.Values.Where(claim => claim.Claim.Owner != owner && now - claim.ModifiedAt < lease).ToArray();
        foreach (var hash in hashes)
        {
            var target = table.FindUsable(hash) is not null ? present
                : Array.Exists(others, other => Contains(other, hash)) ? deferred
                : owned;
            target.Add(hash);
        }

        return (owned, present, deferred);
    }

    private static bool Contains(KnownClaim claim, ObjectHash hash) => claim.Claim.Hashes.Contains(hash);

    // First the claims, then the index objects: the objects of a claim that is missing from the list are in the index objects.
    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var listedAt = bucket.Clock.GetUtcNow();
        var unread = new List<BucketEntry>();
        var listed = new HashSet<long>();

        // Claims below the oldest live one have ended: their leases do not begin again.
        var first = _live.Count > 0 ? _live.Keys.First() : _newest;
        await foreach (var entry in bucket.ListAsync(StoreKeys.Claims, StoreKeys.OfClaim(Math.Max(0, first - 1)), cancellationToken))
        {
            if (StoreKeys.NumberOfClaim(entry.Key) is not { } number)
            {
                continue;
            }

            _newest = Math.Max(_newest, number);
            if (listedAt - entry.ModifiedAt >= lease || unread.Count > StoreLimits.Leases)
            {
                continue;
            }

            listed.Add(number);
            if (_live.TryGetValue(number, out var known) && known.Tag == entry.Tag)
            {
                _live[number] = known with { ModifiedAt = entry.ModifiedAt };
            }
            else
            {
                unread.Add(entry);
            }
        }

        foreach (var ended in _live.Keys.Where(number => !listed.Contains(number)).ToArray())
        {
            _live.Remove(ended);
        }

        await ReadAsync(unread, cancellationToken);
        await sync.SyncAsync(cancellationToken);
        _listedAt = listedAt;
    }

    private async Task ReadAsync(IReadOnlyCollection<BucketEntry> entries, CancellationToken cancellationToken)
    {
        // The newest ones count if there are too many: the oldest end first.
        foreach (var group in entries.TakeLast(StoreLimits.LiveClaims).Chunk(parallelism))
        {
            var claims = await Task.WhenAll(group.Select(entry => TryReadAsync(entry.Key, cancellationToken)));
            foreach (var (entry, claim) in group.Zip(claims))
            {
                if (StoreKeys.NumberOfClaim(entry.Key) is { } number && claim is not null)
                {
                    _live[number] = claim;
                }
            }
        }
    }

    // A claim that cannot be read does not count: at worst, objects are transferred twice.
    private async Task<KnownClaim?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await bucket.TryGetAsync(key, StoreLimits.RecordBytes, cancellationToken) is { } present
                ? new KnownClaim(present.Tag, present.ModifiedAt, ClaimFormat.Read(present.Contents))
                : null;
        }
        catch (Exception e) when (e is ImageFormatException or ImageStoreException { Reason: ImageStoreError.Corrupt })
        {
            return null;
        }
    }
}
