using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.States;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>
/// Keeps the table of objects up to date: reads index objects that are new, and forgets those that were removed. Also adds the index objects
/// of this program.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class IndexSync(IBucket bucket, ObjectTable table, CollectorStates states, int parallelism, ILogger logger) : IDisposable
{
    /// <summary>
    /// The names of index objects have the time before they are written. An index object that is written later than this after that time could
    /// be overlooked: the limit of a request is far below it.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(30);

    // The times of the server that two programs know differ by about a second.
    private static readonly TimeSpan MaximumAhead = TimeSpan.FromMinutes(15);

    private const string FutureFault = "the time in its name is in the future";

    // A removed index object has been merged into a newer one, which the next list contains.
    private const int MaximumAttempts = 5;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly Lock _timeLock = new();
    private DateTimeOffset? _listedAt;
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private StrongBox<ulong>? _generation;

    /// <summary>The index objects that cannot be used, with the reason. While there are any, nothing can be removed from the store.</summary>
    public IReadOnlyDictionary<string, string> Faults => _faults;

    /// <summary>The generation of the store that the table agrees with; null before the first complete list.</summary>
    public ulong? Generation => _generation?.Value;

    /// <summary>Reads new index objects: one request if there are none.</summary>
    public Task SyncAsync(CancellationToken cancellationToken) => SyncAsync(isComplete: false, cancellationToken);

    /// <summary>Reads new index objects, and forgets the removed ones.</summary>
    public Task SyncCompletelyAsync(CancellationToken cancellationToken) => SyncAsync(isComplete: true, cancellationToken);

    /// <summary>Writes an index object, and adds its contents to the table.</summary>
    /// <returns>The key.</returns>
    public async Task<string> PublishAsync(IReadOnlyList<IndexedPack> packs, CancellationToken cancellationToken)
    {
        var contents = IndexFormat.Write(packs);
        var key = StoreKeys.OfIndex(NextTime(), StoreKeys.NewId());
        await bucket.PutAsync(key, contents, WriteCondition.None, cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_known.Add(key))
            {
                table.Add(key, packs);
            }
        }
        finally
        {
            _gate.Release();
        }

        return key;
    }

    /// <summary>Removes index objects from the bucket and the table.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await bucket.DeleteAsync(key, cancellationToken);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            Forget(keys);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task SyncAsync(bool isComplete, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; !await TrySyncAsync(isComplete || _generation is null, cancellationToken); attempt++)
            {
                if (attempt == MaximumAttempts)
                {
                    throw StoreErrors.Busy(bucket.DisplayName, "cannot read the index objects", "other programs change them all the time");
                }

                isComplete = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    // False: an index object was removed between the list and the read.
    private async Task<bool> TrySyncAsync(bool isComplete, CancellationToken cancellationToken)
    {
        // Before the list: a removal after this is seen as another generation by the next reader of the state.
        var state = isComplete ? (await states.ReadAsync(cancellationToken)).State : null;
        var startedAt = bucket.Clock.GetUtcNow();
        var after = !isComplete && _listedAt is { } listedAt ? StoreKeys.AfterIndexes(listedAt - Overlap) : "";
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in bucket.ListAsync(StoreKeys.Indexes, after, cancellationToken))
        {
            if (StoreKeys.TimeOfIndex(entry.Key) is not { } time)
            {
                continue;
            }

            listed.Add(entry.Key);
            Observe(entry.Key, time, startedAt);
            if (listed.Count > StoreLimits.Indexes)
            {
                throw StoreErrors.LimitExceeded(bucket.DisplayName, "index objects", StoreLimits.Indexes);
            }
        }

        var added = listed.Where(key => !_known.Contains(key) && !_faults.ContainsKey(key)).Order(StringComparer.Ordinal).ToArray();
        if (!await LoadAsync(added, cancellationToken))
        {
            return false;
        }

        if (isComplete)
        {
            Forget([.. _known.Where(key => !listed.Contains(key)), .. _faults.Keys.Where(key => !listed.Contains(key))]);
        }

        if (state is not null)
        {
            table.RemoveObjectsOf(state.Removing);
            _generation = new StrongBox<ulong>(state.Generation);
        }

        _listedAt = startedAt;
        return true;
    }

    private async Task<bool> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var isComplete = true;

        // One group at a time, so that the memory is bounded.
        foreach (var group in keys.Chunk(parallelism))
        {
            var contents = await Task.WhenAll(group.Select(key => LoadAsync(key, cancellationToken)));
            foreach (var (key, packs) in group.Zip(contents))
            {
                if (packs is not null)
                {
                    table.Add(key, packs);
                    _known.Add(key);
                }
                else if (!_faults.ContainsKey(key))
                {
                    isComplete = false;
                }
            }
        }

        return isComplete;
    }

    // Null: it does not exist, or has a fault.
    private async Task<IReadOnlyList<IndexedPack>?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await bucket.TryGetAsync(key, StoreLimits.IndexBytes, cancellationToken) is { } present
                ? IndexFormat.Read(present.Contents)
                : null;
        }
        catch (Exception e) when (e is ImageFormatException or ImageStoreException { Reason: ImageStoreError.Corrupt })
        {
            _faults[key] = e.Message;
            S3StoreLog.IndexUnusable(logger, key, e.Message);
            return null;
        }
    }

    // The newest location of an object counts: an index object that replaces others is newer than all that this program knows.
    private DateTimeOffset NextTime()
    {
        lock (_timeLock)
        {
            var now = bucket.Clock.GetUtcNow();
            _newest = now > _newest ? now : _newest + TimeSpan.FromMilliseconds(1);
            return _newest;
        }
    }

    private void Observe(string key, DateTimeOffset time, DateTimeOffset now)
    {
        if (time - now > MaximumAhead)
        {
            _faults[key] = FutureFault;
            return;
        }

        // Its time has come, or the clock of the server was set.
        _faults.TryRemove(KeyValuePair.Create(key, FutureFault));

        lock (_timeLock)
        {
            _newest = time > _newest ? time : _newest;
        }
    }

    private void Forget(IReadOnlyCollection<string> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        table.RemoveSources(keys);
        foreach (var key in keys)
        {
            _known.Remove(key);
            _faults.TryRemove(key, out _);
        }
    }
}
