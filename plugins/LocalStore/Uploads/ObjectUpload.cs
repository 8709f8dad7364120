using System.Globalization;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Objects without an image. They are written to a directory of its own and get their final names together, after the
/// disk was flushed; from then on <see cref="ObjectProtection"/> keeps them for a while.
/// </summary>
internal sealed class ObjectUpload : IObjectUpload
{
    /// <summary>From this length on the disk starts to write while we go on; smaller ones are not worth the call.</summary>
    private const long EarlyFlushLength = 1024 * 1024;

    /// <summary>How many objects get their names before a collection gets its turn: some milliseconds.</summary>
    private const int BatchSize = 1000;

    private readonly UploadContext _context;
    private readonly ObjectProtection _protection;
    private readonly UploadDirectory _directory;

    // Those that have not got their final names yet.
    private readonly Dictionary<ObjectHash, string> _fresh = [];
    private int _written;

    private ObjectUpload(UploadContext context, ObjectProtection protection, UploadDirectory directory)
    {
        _context = context;
        _protection = protection;
        _directory = directory;
    }

    private StoreDirectory Store => _context.Store;

    public static async ValueTask<ObjectUpload> BeginAsync(
        UploadContext context, ObjectProtection protection, CancellationToken cancellationToken) =>
        new(context, protection, await UploadDirectory.CreateAsync(context, cancellationToken));

    public async ValueTask<ObjectAddition> AddAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        try
        {
            if (expected is { } hash && await IsKnownAsync(hash, contents.Length, cancellationToken))
            {
                var actual = await StreamedObject.ReadAsync(contents, null, cancellationToken);
                return new ObjectAddition(
                    actual, actual == hash ? ObjectAdditionOutcome.Known : ObjectAdditionOutcome.Mismatch);
            }

            return await WriteAsync(contents, expected, cancellationToken);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e) && e is not EndOfStreamException)
        {
            throw StoreErrors.Translate(e, "cannot add an object", Store.Path);
        }
    }

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (_fresh.Count == 0)
        {
            return;
        }

        try
        {
            await Task.Run(() => PlaceAsync(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, "cannot add objects", Store.Path);
        }
    }

    public ValueTask DisposeAsync() => new(Task.Run(_directory.Dispose));

    private async ValueTask<ObjectAddition> WriteAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken)
    {
        var name = _written++.ToString(CultureInfo.InvariantCulture);
        var isKept = false;
        using var file = _directory.Handle.CreateFile(name, ObjectDirectory.Permissions);
        try
        {
            var hash = await StreamedObject.ReadAsync(contents, file, cancellationToken);
            if (expected is { } wanted && wanted != hash)
            {
                return new ObjectAddition(hash, ObjectAdditionOutcome.Mismatch);
            }

            // One that was expected was looked for before. Should somebody else have brought it meanwhile, ours replaces it.
            if (expected is null && await IsKnownAsync(hash, contents.Length, cancellationToken))
            {
                return new ObjectAddition(hash, ObjectAdditionOutcome.Known);
            }

            _fresh.Add(hash, name);
            isKept = true;
            if (contents.Length >= EarlyFlushLength)
            {
                Flushing.StartWriteback(file);
            }

            return new ObjectAddition(hash, ObjectAdditionOutcome.Added);
        }
        finally
        {
            if (!isKept)
            {
                _directory.Handle.Unlink(name);
            }
        }
    }

    /// <summary>Whether nothing need be written. The claim comes first, the look afterwards.</summary>
    private async ValueTask<bool> IsKnownAsync(ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _protection.Claim([hash]);

            // One of another length is broken: what is being brought takes its place.
            return _fresh.ContainsKey(hash) || Store.Objects.TryGetLength(hash) == length;
        }
    }

    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        _directory.Lease.SyncFileSystem();
        foreach (var batch in _fresh.ToArray().Chunk(BatchSize))
        {
            using (await Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                // Claimed again: their time begins now, however long it took to bring the others.
                _protection.Claim(batch.Select(item => item.Key));
                foreach (var (hash, name) in batch)
                {
                    Store.Objects.Place(_directory.Handle, name, hash);
                    _fresh.Remove(hash);
                }
            }
        }
    }
}
