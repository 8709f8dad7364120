using System.Buffers;
using System.Collections.Concurrent;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>The upload of an image: objects in packs, index objects, and last the record of the image.</summary>
internal sealed class ImageUpload : IImageUpload
{
    private const int MaximumAttempts = 5;

    private readonly UploadContext _context;
    private readonly PackTransfer _transfer;
    private readonly PackReliance _reliance;
    private readonly Action _committed;
    private readonly ConcurrentDictionary<ObjectHash, long> _objects = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PackBuilder _pack;
    private long _newBytes;
    private int _newObjects;

    /// <summary>Creates an upload.</summary>
    /// <param name="committed">Called after an image was added.</param>
    public ImageUpload(UploadContext context, Action committed)
    {
        _context = context;
        _committed = committed;
        _transfer = new PackTransfer(context);
        _reliance = new PackReliance(context.Bucket, context.States, context.Sync);
        _pack = NewPack();
    }

    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        cancellationToken.ThrowIfCancellationRequested();
        if (_context.Table.FindUsable(hash) is not null)
        {
            _objects.TryAdd(hash, contents.Length);
            return false;
        }

        if (!_objects.TryAdd(hash, contents.Length))
        {
            return false;
        }

        try
        {
            if (contents.Length >= _context.Options.PackSize / 2)
            {
                if (!await _transfer.AddLargeAsync(hash, contents, cancellationToken))
                {
                    return false;
                }
            }
            else
            {
                await AddSmallAsync(hash, contents, cancellationToken);
            }
        }
        catch
        {
            _objects.TryRemove(hash, out _);
            throw;
        }

        Interlocked.Increment(ref _newObjects);
        Interlocked.Add(ref _newBytes, contents.Length);
        return true;
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await CompleteObjectsAsync(cancellationToken);

        // Another program adds the image later: the packs of all objects must stay until then, those of objects that the store had included.
        if (await HoldAsync(_ => null, [.. _objects.Keys], cancellationToken) is { } missing)
        {
            throw StoreErrors.Busy(_context.Bucket.DisplayName, "cannot keep objects", $"object {missing} was removed or damaged in the meantime");
        }
    }

    public async Task CommitAsync(string name, Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        var action = $"cannot add image \"{FileName.ToDisplay(name)}\"";

        // 1. Requests that cannot succeed end before anything is written.
        if (await _context.Catalogue.FindAsync(name, cancellationToken) is not null)
        {
            throw StoreErrors.ImageExists(_context.Bucket.DisplayName, name);
        }

        RequireFuture(image, action);
        if (image.FileSystem is not { } tree)
        {
            throw StoreErrors.BadRequest(_context.Bucket.DisplayName, action, "it has no file-system tree");
        }

        // 2. The tree is an object, too.
        var (treeHash, sizes) = await AddTreeAsync(tree, action, cancellationToken);
        await CompleteObjectsAsync(cancellationToken);

        // 3. All objects exist, and no garbage collection removes them before the record is visible.
        ObjectHash[] hashes = [treeHash, .. sizes.Keys, .. image.EnumerateAttachments()];
        if (await HoldAsync(hash => sizes.TryGetValue(hash, out var size) ? size : null, hashes, cancellationToken) is { } missing)
        {
            throw StoreErrors.BadRequest(_context.Bucket.DisplayName, action, $"object {missing} is missing, damaged or has another size");
        }

        // 4. The record makes the image visible: its write succeeds only if the name was never used.
        RequireFuture(image, action);
        var record = Record(name, image, treeHash, action);
        if (!await _context.Catalogue.TryAddAsync(record, cancellationToken))
        {
            throw StoreErrors.ImageExists(_context.Bucket.DisplayName, name);
        }

        S3StoreLog.Committed(_context.Logger, name, _newObjects, _newBytes, _transfer.Packs);
        _committed();
    }

    public async ValueTask DisposeAsync()
    {
        await _transfer.DisposeAsync();
        _gate.Dispose();
    }

    private PackBuilder NewPack() => new((int)_context.Options.PackSize);

    private async Task AddSmallAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)contents.Length);
        try
        {
            var bytes = buffer.AsMemory(0, (int)contents.Length);
            await using (var reader = new ContentsReader(_context.Bucket.DisplayName, hash, contents))
            {
                await reader.ReadAsync(bytes, cancellationToken);
                reader.Require(ObjectHash.Compute(bytes.Span));
            }

            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (!_pack.HasRoomFor(bytes.Length))
                {
                    await StartPackAsync(cancellationToken);
                }

                _pack.Add(hash, bytes.Span);
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task StartPackAsync(CancellationToken cancellationToken)
    {
        await _transfer.StartAsync(_pack, cancellationToken);
        _pack = NewPack();
    }

    private async Task CompleteObjectsAsync(CancellationToken cancellationToken)
    {
        if (!_pack.IsEmpty)
        {
            await StartPackAsync(cancellationToken);
        }

        await _transfer.CompleteAsync(cancellationToken);
    }

    private async Task<(ObjectHash Hash, Dictionary<ObjectHash, ulong> Sizes)> AddTreeAsync(
        FileSystemTree tree, string action, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        IReadOnlyList<ObjectEntry> objects;
        try
        {
            objects = ImageSerializer.WriteTree(tree, output);
        }
        catch (Exception e) when (e is ImageFormatException or ArgumentException)
        {
            throw StoreErrors.BadRequest(_context.Bucket.DisplayName, action, e.Message.TrimEnd('.'));
        }

        var hash = ObjectHash.Compute(output.WrittenSpan);
        await AddObjectAsync(hash, ObjectContents.FromBytes(output.WrittenMemory), cancellationToken);
        return (hash, objects.ToDictionary(item => item.Hash, item => item.Size));
    }

    /// <summary>Makes the garbage collection keep the packs of objects.</summary>
    /// <returns>The first object that is missing; null if all exist.</returns>
    private async Task<ObjectHash?> HoldAsync(
        Func<ObjectHash, ulong?> sizeOf, IReadOnlyCollection<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        // The newest locations count, also for garbage collections: the packs of older ones are not held.
        await _context.Sync.SyncAsync(cancellationToken);
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var packs = new HashSet<string>(StringComparer.Ordinal);
            if (Locate(sizeOf, hashes, packs, cancellationToken) is { } missing)
            {
                return missing;
            }

            if (await _reliance.TryHoldAsync(packs, cancellationToken))
            {
                return null;
            }
        }

        throw StoreErrors.Busy(_context.Bucket.DisplayName, "cannot add an image", "garbage collections follow each other too fast");
    }

    private ObjectHash? Locate(
        Func<ObjectHash, ulong?> sizeOf, IReadOnlyCollection<ObjectHash> hashes, HashSet<string> packs, CancellationToken cancellationToken)
    {
        foreach (var hash in hashes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_context.Table.FindUsable(hash) is not { } location || (sizeOf(hash) ?? (ulong)location.Length) != (ulong)location.Length)
            {
                return hash;
            }

            packs.Add(location.Pack);
        }

        return null;
    }

    private void RequireFuture(Image image, string action)
    {
        if (image.ExpiresAt <= _context.Bucket.Clock.GetUtcNow())
        {
            throw StoreErrors.BadRequest(_context.Bucket.DisplayName, action, "its expiration time has passed");
        }
    }

    private ImageRecord Record(string name, Image image, ObjectHash tree, string action)
    {
        byte[] metadata;
        try
        {
            metadata = ImageSerializer.WriteMetadata(image with { CreatedBy = Environment.UserName, FileSystem = null });
        }
        catch (ArgumentException e)
        {
            throw StoreErrors.BadRequest(_context.Bucket.DisplayName, action, e.Message.TrimEnd('.'));
        }

        return new ImageRecord(
            StoreKeys.NewId(),
            name,
            ImageState.Listed,
            _context.Bucket.Clock.GetUtcNow(),
            image.ExpiresAt,
            image.FileSystem?.TotalDataBytes ?? 0,
            tree,
            metadata);
    }
}
