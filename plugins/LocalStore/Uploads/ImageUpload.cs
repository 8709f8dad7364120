using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// The upload of an image: writes objects to its own directory, from which the commit moves them to their final names. Its
/// lease contains every object that it relies on, see <see cref="Maintenance.GarbageCollector"/>.
/// </summary>
internal sealed class ImageUpload : IImageUpload
{
    /// <summary>The number of objects to move before a garbage collection can continue: some milliseconds.</summary>
    private const int BatchSize = 1000;

    private readonly UploadContext _context;
    private readonly ObjectProtection _protection;
    private readonly UploadDirectory _directory;
    private readonly ObjectWriter _writer;
    private readonly EarlyFlush _earlyFlush;
    private readonly FoundObjects _found;
    private readonly UploadedObjects _objects = new();
    private bool _isCommitted;
    private bool _isDisposed;
    private bool _hasStoredObjects;

    private ImageUpload(UploadContext context, ObjectProtection protection, UploadDirectory directory)
    {
        _context = context;
        _protection = protection;
        _directory = directory;
        _writer = new ObjectWriter(directory.Handle);
        _found = new FoundObjects(context.Store.Objects);
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
        if (!_objects.TryAdd(hash, new UploadedObject(contents.Length, ObjectState.Pending)))
        {
            return false;
        }

        try
        {
            var isFound = await TryClaimAsync(hash, contents.Length, cancellationToken);
            var state = isFound ? ObjectState.Found : await WriteAsync(hash, contents, cancellationToken);
            _objects.Set(hash, new UploadedObject(contents.Length, state));
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
        var pending = new List<int>(objects.Count);
        try
        {
            for (var i = 0; i < objects.Count; i++)
            {
                var (hash, contents) = objects[i];
                RequireHash(hash);
                if (_objects.TryAdd(hash, new UploadedObject(contents.Length, ObjectState.Pending)))
                {
                    pending.Add(i);
                }
            }

            var states = await ClaimAsync(objects, pending, cancellationToken);
            for (var i = 0; i < pending.Count; i++)
            {
                var (hash, contents) = objects[pending[i]];
                isNew[pending[i]] = states[i] == ObjectState.Pending;
                var state = isNew[pending[i]] ? await WriteAsync(hash, contents, cancellationToken) : states[i];
                _objects.Set(hash, new UploadedObject(contents.Length, state));
            }

            return isNew;
        }
        catch (Exception e)
        {
            foreach (var hash in pending.Select(i => objects[i].Key))
            {
                if (_objects.Find(hash) is { State: ObjectState.Pending })
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

    /// <summary>Adds the image on behalf of a client.</summary>
    public async Task CommitAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCommitted)
        {
            throw new InvalidOperationException("cannot commit: the upload has been committed");
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
            _hasStoredObjects |= _objects.In(ObjectState.Stored).Any();
        }

        _context.Schedule.Start(onlyIfDue: true);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            await Task.Run(() => StoreAsync(cancellationToken), cancellationToken);
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

    private async ValueTask<ObjectState> WriteAsync(
        ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var state = await _writer.WriteAsync(hash, contents, cancellationToken);
        _earlyFlush.Add(contents.Length);
        return state;
    }

    private static void RequireHash(in ObjectHash hash)
    {
        if (hash.IsZero)
        {
            throw new ImageStoreException(ImageStoreError.BadRequest, "cannot add an object without a hash: empty files are not objects");
        }
    }

    /// <summary>Claims objects, so that the store keeps them, and finds out whether the store has them.</summary>
    private async ValueTask<ObjectState[]> ClaimAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, List<int> chosen, CancellationToken cancellationToken)
    {
        var states = new ObjectState[chosen.Count];
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _directory.Lease.Claim([.. chosen.Select(i => objects[i].Key)]);
            for (var i = 0; i < states.Length; i++)
            {
                var (hash, contents) = objects[chosen[i]];
                states[i] = _found.Exists(hash, contents.Length) ? ObjectState.Found : ObjectState.Pending;
            }
        }

        for (var i = 0; i < states.Length; i++)
        {
            var (hash, contents) = objects[chosen[i]];
            if (states[i] == ObjectState.Found && !_found.IsSound(hash, contents.Length, cancellationToken))
            {
                states[i] = ObjectState.Pending;
            }
        }

        return states;
    }

    /// <summary>True if the store has the object, which it then keeps. The claim comes before the lookup.</summary>
    private async ValueTask<bool> TryClaimAsync(ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _directory.Lease.Claim([hash]);

            // An object with another length is corrupt: the upload replaces it.
            if (!_found.Exists(hash, length))
            {
                return false;
            }
        }

        return _found.IsSound(hash, length, cancellationToken);
    }

    /// <summary>Makes contents durable before names, and names before the call returns.</summary>
    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        ObjectSeal.Apply(_directory.Handle, _objects);
        await _earlyFlush.EndAsync();
        _directory.Lease.SyncFileSystem();
        foreach (var batch in _objects.In(Enum.GetValues<ObjectState>()).Chunk(BatchSize))
        {
            using (await Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                _protection.Claim(batch.Select(item => item.Key));
                foreach (var (hash, added) in batch.Where(item => item.Value.IsFresh))
                {
                    Store.Objects.Add(_directory.Handle, hash.ToString(), hash);
                    _objects.Set(hash, added with { State = ObjectState.Stored });
                }
            }
        }

        _directory.Lease.SyncFileSystem();
    }

    private void CleanUp()
    {
        _directory.Dispose();

        if (_hasStoredObjects && !_isCommitted)
        {
            // The objects have their final names, but no image refers to them.
            _context.Schedule.Start(onlyIfDue: false);
        }
    }
}
