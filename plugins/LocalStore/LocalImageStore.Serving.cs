using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Changes;
using Imaginator.Plugins.LocalStore.Uploads;

namespace Imaginator.Plugins.LocalStore;

// The members that serving the store over a network requires.
internal sealed partial class LocalImageStore
{
    /// <summary>The number of objects to look up before a garbage collection can continue: some milliseconds.</summary>
    private const int FindBatchSize = 1000;

    public async Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (origin.MayReuseName)
        {
            await GuardAsync("cannot prepare the reuse of a name", async () =>
            {
                _ = await _collector.PurgeAsync(cancellationToken);
                return true;
            });
        }

        await using var upload = await GuardAsync(
            "cannot begin an upload", () => ImageUpload.BeginAsync(_uploads, _protection, cancellationToken).AsTask());
        await upload.CommitAsync(name, image, origin, cancellationToken);
    }

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) =>
        RunAsync("cannot list directories", _catalogue.ListDirectories, cancellationToken);

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) =>
        RunAsync($"cannot find directory \"{name}\"", () => _catalogue.FindDirectory(name), cancellationToken);

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) =>
        RunAsync(
            $"cannot change the owner of directory \"{name}\"",
            () => _catalogue.ChangeOwner(name, ownerGroup),
            cancellationToken);

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(
            $"cannot delete directory \"{name}\"",
            () => _catalogue.DeleteDirectory(name, _timeProvider.GetUtcNow()),
            cancellationToken);

    public async Task<ImmutableArray<long>> FindObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        var lengths = ImmutableArray.CreateBuilder<long>(hashes.Count);
        foreach (var batch in hashes.Chunk(FindBatchSize))
        {
            await GuardAsync("cannot find objects", async () =>
            {
                using (await _store.Lock.AcquireSharedAsync(cancellationToken))
                {
                    await Task.Run(() => Find(batch, lengths), cancellationToken);
                }

                return true;
            });
        }

        return lengths.MoveToImmutable();
    }

    public async ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken) =>
        await GuardAsync(
            "cannot begin an upload", () => ObjectUpload.BeginAsync(_uploads, _protection, cancellationToken).AsTask());

    public Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(receive);
        return _reader.DeliverInOrderAsync(hashes, receive, cancellationToken);
    }

    public async IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in await RunAsync(
            "cannot list objects", () => _unreferenced.List(cancellationToken), cancellationToken))
        {
            yield return item;
        }
    }

    public Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)percentage, 100u, nameof(percentage));
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return GuardAsync(
            "cannot remove objects",
            () => Task.Run(() => _unreferenced.RemoveAsync(percentage, bytes, cancellationToken), cancellationToken));
    }

    public async IAsyncEnumerable<StoreChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var changes = StoreWatch.RunAsync(_states, _timeProvider, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync("cannot watch the store", () => changes.MoveNextAsync().AsTask()))
        {
            yield return changes.Current;
        }
    }

    // The store lock prevents removals between the query and the claim.
    private void Find(ObjectHash[] hashes, ImmutableArray<long>.Builder lengths)
    {
        var found = new List<ObjectHash>();
        foreach (var hash in hashes)
        {
            // Clients send a damaged object again.
            var length = _store.Objects.TryGetUsableLength(hash) ?? 0;
            lengths.Add(length);
            if (length > 0)
            {
                found.Add(hash);
            }
        }

        if (!_store.IsReadOnly)
        {
            _protection.Claim(found);
        }
    }
}
