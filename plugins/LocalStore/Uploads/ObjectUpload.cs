using System.Globalization;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// The upload of objects without an image: writes them to its own directory and, after a flush of the disk, moves them to their
/// final names. From then on, <see cref="ObjectProtection"/> keeps them for a limited time.
/// </summary>
internal sealed class ObjectUpload : IObjectUpload
{
    /// <summary>The minimum length in bytes for which starting the writeback early is useful.</summary>
    private const long EarlyFlushLength = 1024 * 1024;

    /// <summary>The number of objects to move before a garbage collection can continue: some milliseconds.</summary>
    private const int BatchSize = 1000;

    private readonly UploadContext _context;
    private readonly ObjectProtection _protection;
    private readonly UploadDirectory _directory;
    private readonly FoundObjects _found;

    // The objects without final names, with their file names.
    private readonly Dictionary<ObjectHash, string> _fresh = [];
    private int _written;

    private ObjectUpload(UploadContext context, ObjectProtection protection, UploadDirectory directory)
    {
        _context = context;
        _protection = protection;
        _directory = directory;
        _found = new FoundObjects(context.Store.Objects);
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

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_fresh.Count == 0)
        {
            return;
        }

        try
        {
            await Task.Run(() => StoreAsync(cancellationToken), cancellationToken);
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
            if (expected is { } required && required != hash)
            {
                return new ObjectAddition(hash, ObjectAdditionOutcome.Mismatch);
            }

            // An expected object has been looked up before. If another upload has added it since, this one replaces it.
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

    /// <summary>True if the store or the upload has the object. The claim comes before the lookup.</summary>
    private async ValueTask<bool> IsKnownAsync(ObjectHash hash, long length, CancellationToken cancellationToken)
    {
        using (await Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            _protection.Claim([hash]);

            if (_fresh.ContainsKey(hash))
            {
                return true;
            }

            // An object with another length is corrupt: the upload replaces it.
            if (!_found.Exists(hash, length))
            {
                return false;
            }
        }

        return _found.IsSound(hash, length, cancellationToken);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        _directory.Lease.SyncFileSystem();
        foreach (var batch in _fresh.ToArray().Chunk(BatchSize))
        {
            using (await Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                // Claims them again, so that their protection begins now.
                _protection.Claim(batch.Select(item => item.Key));
                foreach (var (hash, name) in batch)
                {
                    Store.Objects.Add(_directory.Handle, name, hash);
                    _fresh.Remove(hash);
                }
            }
        }
    }
}
