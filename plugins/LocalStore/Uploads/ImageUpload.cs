using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// An upload: objects are written to a directory of its own, and the commit moves them to their place. Everything that
/// it relies on is in its lease, see <see cref="Maintenance.GarbageCollector"/>.
/// </summary>
internal sealed class ImageUpload : IImageUpload
{
    /// <summary>How many objects get their names before a collection gets its turn: some milliseconds.</summary>
    private const int BatchSize = 1000;

    private readonly UploadContext _context;
    private readonly ObjectProtection _protection;
    private readonly UploadDirectory _directory;
    private readonly ObjectWriter _writer;
    private readonly EarlyFlush _earlyFlush;
    private readonly UploadedObjects _objects = new();
    private bool _isCommitted;
    private bool _isDisposed;
    private bool _hasPlaced;

    private ImageUpload(UploadContext context, ObjectProtection protection, UploadDirectory directory)
    {
        _context = context;
        _protection = protection;
        _directory = directory;
        _writer = new ObjectWriter(directory.Handle);
        _earlyFlush = new EarlyFlush(directory.Lease.SyncFileSystem);
    }

    private StoreDirectory Store => _context.Store;

    public static async ValueTask<ImageUpload> BeginAsync(
        UploadContext context, ObjectProtection protection, CancellationToken cancellationToken) =>
        new(context, protection, await UploadDirectory.CreateAsync(context, cancellationToken));

    public async ValueTask<bool> AddObjectAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RequireHash(hash);
        if (!_objects.TryAdd(hash, new UploadedObject(contents.Length, ObjectPlace.Coming)))
        {
            return false;
        }

        try
        {
            var isFound = await TryClaimAsync(hash, contents.Length, cancellationToken);
            var place = isFound ? ObjectPlace.Found : await WriteAsync(hash, contents, cancellationToken);
            _objects.Set(hash, new UploadedObject(contents.Length, place));
            return !isFound;
        }
        catch (Exception e)
        {
            _objects.Remove(hash);
            if (StoreErrors.IsEnvironmental(e))
            {
                throw StoreErrors.Translate(e, $"cannot add object {hash}", Store.Path);
            }

            throw;
        }
    }

    public async ValueTask<IReadOnlyList<bool>> AddObjectsAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var isNew = new bool[objects.Count];
        var coming = new List<int>(objects.Count);
        try
        {
            for (var i = 0; i < objects.Count; i++)
            {
                var (hash, contents) = objects[i];
                RequireHash(hash);
                if (_objects.TryAdd(hash, new UploadedObject(contents.Length, ObjectPlace.Coming)))
                {
                    coming.Add(i);
                }
            }

            var places = await ClaimAsync(objects, coming, cancellationToken);
            for (var i = 0; i < coming.Count; i++)
            {
                var (hash, contents) = objects[coming[i]];
                isNew[coming[i]] = places[i] == ObjectPlace.Coming;
                var place = isNew[coming[i]] ? await WriteAsync(hash, contents, cancellationToken) : places[i];
                _objects.Set(hash, new UploadedObject(contents.Length, place));
            }

            return isNew;
        }
        catch (Exception e)
        {
            foreach (var hash in coming.Select(i => objects[i].Key))
            {
                if (_objects.Find(hash) is { Place: ObjectPlace.Coming })
                {
                    _objects.Remove(hash);
                }
            }

            if (StoreErrors.IsEnvironmental(e))
            {
                throw StoreErrors.Translate(e, "cannot add objects", Store.Path);
            }

            throw;
        }
    }

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) =>
        CommitAsync(name, image, new ImageOrigin { CreatedBy = Environment.UserName }, cancellationToken);

    /// <summary>Adds the image on behalf of somebody.</summary>
    public async Task CommitAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCommitted)
        {
            throw new InvalidOperationException("The upload has been committed.");
        }

        ImageNames.Check(name, "image");
        try
        {
            var commit = new UploadCommit(_context, _directory.Lease, _earlyFlush, _directory.Handle, _objects);
            await Task.Run(() => commit.RunAsync(name, image, origin, cancellationToken), cancellationToken);
            _isCommitted = true;
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, $"cannot add image \"{name}\"", Store.Path);
        }
        finally
        {
            _hasPlaced |= _objects.In(ObjectPlace.Placed).Any();
        }

        _context.Schedule.Start(onlyIfDue: true);
    }

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            await Task.Run(() => PlaceAsync(cancellationToken), cancellationToken);
            _isCommitted = true;
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, "cannot add objects", Store.Path);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        return new ValueTask(Task.Run(CleanUp));
    }

    private async ValueTask<ObjectPlace> WriteAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var place = await _writer.WriteAsync(hash, contents, cancellationToken);
        _earlyFlush.Note(contents.Length);
        return place;
    }

    private static void RequireHash(in ObjectHash hash)
    {
        if (hash.IsZero)
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "an object must have a hash, and empty files have none");
        }
    }

    /// <summary>Where objects are: found in the store, where they then stay, or still to come.</summary>
    private async ValueTask<ObjectPlace[]> ClaimAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, List<int> chosen, CancellationToken cancellationToken)
    {
        var places = new ObjectPlace[chosen.Count];
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _directory.Lease.Claim([.. chosen.Select(i => objects[i].Key)]);
            for (var i = 0; i < places.Length; i++)
            {
                var (hash, contents) = objects[chosen[i]];
                places[i] = Store.Objects.TryGetLength(hash) == contents.Length ? ObjectPlace.Found : ObjectPlace.Coming;
            }
        }

        return places;
    }

    /// <summary>Whether the store has the object; it then stays. The claim comes first, the look afterwards.</summary>
    private async ValueTask<bool> TryClaimAsync(ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _directory.Lease.Claim([hash]);

            // One of another length is broken: what is being brought takes its place.
            return Store.Objects.TryGetLength(hash) == length;
        }
    }

    /// <summary>Contents reach the disk before names do, and names before anybody is told of them.</summary>
    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        ObjectSeal.Apply(_directory.Handle, _objects);
        await _earlyFlush.EndAsync();
        _directory.Lease.SyncFileSystem();
        foreach (var batch in _objects.In(Enum.GetValues<ObjectPlace>()).Chunk(BatchSize))
        {
            using (await Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                _protection.Claim(batch.Select(item => item.Key));
                foreach (var (hash, added) in batch.Where(item => item.Value.IsFresh))
                {
                    Store.Objects.Place(_directory.Handle, hash.ToString(), hash);
                    _objects.Set(hash, added with { Place = ObjectPlace.Placed });
                }
            }
        }

        _directory.Lease.SyncFileSystem();
    }

    private void CleanUp()
    {
        _directory.Dispose();

        if (_hasPlaced && !_isCommitted)
        {
            // Its objects are in their place, but no image came of it.
            _context.Schedule.Start(onlyIfDue: false);
        }
    }
}
