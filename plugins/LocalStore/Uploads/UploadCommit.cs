using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Makes an image of what has been uploaded. Whenever it is interrupted, by kill -9 or a power cut, an object under its
/// final name is complete, and an image in the catalogue has all its objects:
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The tree is written like any other object.</item>
/// <item>Objects that the image needs but the upload has not brought are claimed and looked for.</item>
/// <item>What was linked from a tree becomes the store's own. The disk is flushed: all new contents are on it.</item>
/// <item>The new objects get their final names.</item>
/// <item>The disk is flushed: all names are on it.</item>
/// <item>One transaction adds the image to the catalogue.</item>
/// </list>
/// After a failure it can be tried again, from what is there then.
/// </remarks>
internal sealed class UploadCommit(
    UploadContext context,
    Lease lease,
    EarlyFlush earlyFlush,
    DirectoryHandle incoming,
    UploadedObjects objects)
{
    private const string TreeName = "tree";

    /// <summary>How many objects are looked for before a collection gets its turn: some milliseconds.</summary>
    private const int ClaimBatchSize = 1000;

    private readonly FlushTimer _flushes = new(context.TimeProvider);

    public async Task RunAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken)
    {
        var started = context.TimeProvider.GetTimestamp();
        var now = context.TimeProvider.GetUtcNow();
        Check(name, image, now);
        context.Catalogue.CheckIsFree(name, origin.MayReuseName);
        var row = Describe(name, image with { CreatedBy = origin.CreatedBy }, origin.CreatedOn ?? now);

        // 1 and 2: tree and missing objects.
        var (tree, needed) = await WriteTreeAsync(image.FileSystem!, name, cancellationToken);
        await RequireAsync(
            name,
            image.SourceImage,
            needed.Concat(row.Attachments.Select(hash => new ObjectEntry(hash, 0))),
            cancellationToken);

        // 3 to 5: contents, then names.
        ObjectSeal.Apply(incoming, objects);
        var fresh = objects.In(ObjectPlace.Incoming).Count();
        if (fresh > 0)
        {
            await _flushes.MeasureAsync(earlyFlush.EndAsync);
            _flushes.Measure(lease.SyncFileSystem);
            cancellationToken.ThrowIfCancellationRequested();
            Place();
        }

        // Without new objects as well: another upload may just have placed what this one has found.
        _flushes.Measure(lease.SyncFileSystem);
        cancellationToken.ThrowIfCancellationRequested();

        // 6: from here on there is no way back.
        context.Catalogue.Add(row with { Tree = tree }, origin.MayReuseName);
        var total = context.TimeProvider.GetElapsedTime(started);
        StoreLog.Committed(
            context.Logger, name, fresh, _flushes.Total.TotalMilliseconds, (total - _flushes.Total).TotalMilliseconds);
    }

    private static ImageStoreException BadRequest(string name, string fault) =>
        new(ImageStoreError.BadRequest, $"image \"{name}\" cannot be stored: {fault}");

    private static void Check(string name, Image image, DateTimeOffset now)
    {
        if (image.FileSystem is null)
        {
            throw BadRequest(name, "it has no file-system tree");
        }

        if (image.ExpiresAt <= now)
        {
            throw BadRequest(name, $"it has expired already, at {image.ExpiresAt:O}");
        }
    }

    private static ImageRow Describe(string name, Image image, DateTimeOffset createdOn)
    {
        try
        {
            return new ImageRow
            {
                Name = name,
                CreatedOn = createdOn,
                ExpiresAt = image.ExpiresAt,
                Branch = image.BuildBranch,
                CommitId = image.BuildCommitId,
                TotalDataBytes = image.FileSystem!.TotalDataBytes,
                Tree = default,
                Attachments =
                [
                    .. new[] { image.BuildLog?.Object, image.ReleaseNotes?.Object }.Where(hash => hash is not null).Select(hash => hash!.Value),
                ],
                Metadata = ImageFormat.Write(image),
            };
        }
        catch (ArgumentException e)
        {
            throw BadRequest(name, e.Message);
        }
    }

    private async Task<(ObjectHash Tree, IReadOnlyList<ObjectEntry> Needed)> WriteTreeAsync(
        FileSystemTree tree, string name, CancellationToken cancellationToken)
    {
        if (incoming.TryGetStatus(TreeName) is not null)
        {
            incoming.Unlink(TreeName);
        }

        ObjectHash hash;
        IReadOnlyList<ObjectEntry> needed;
        long length;
        using (var file = incoming.CreateFile(TreeName, ObjectDirectory.Permissions))
        using (var output = new HashingFileWriter(file))
        {
            try
            {
                needed = TreeWriter.Write(new RecordWriter(output), tree);
            }
            catch (Exception e) when (e is StoreFormatException or ArgumentException)
            {
                throw BadRequest(name, e.Message);
            }

            hash = output.Complete();
            length = output.Length;
        }

        // The same tree under another name, or the same commit again, is nothing new.
        using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            lease.Claim([hash]);
            if (context.Store.Objects.TryGetLength(hash) == length)
            {
                incoming.Unlink(TreeName);
                objects.Set(hash, new UploadedObject(length, ObjectPlace.Found));
                return (hash, needed);
            }
        }

        incoming.Rename(TreeName, incoming, hash.ToString());
        objects.Set(hash, new UploadedObject(length, ObjectPlace.Incoming));
        return (hash, needed);
    }

    /// <summary>Refuses an image whose objects are not all there, or are not what it says.</summary>
    private async Task RequireAsync(
        string name, string sourceImage, IEnumerable<ObjectEntry> needed, CancellationToken cancellationToken)
    {
        var hasOthers = false;
        foreach (var entry in needed)
        {
            if (objects.Find(entry.Hash) is { } added)
            {
                CheckLength(name, entry, added.Length);
            }
            else
            {
                hasOthers = true;
            }
        }

        if (!hasOthers)
        {
            return;
        }

        // Never a list of them: there may be millions.
        var others = await new SourceObjects(context, lease).TakeAsync(
            sourceImage,
            needed.Where(entry => objects.Find(entry.Hash) is null),
            (entry, length) => CheckLength(name, entry, (long)length),
            cancellationToken);
        foreach (var batch in others.Chunk(ClaimBatchSize))
        {
            using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                lease.Claim([.. batch.Select(entry => entry.Hash)]);
                foreach (var entry in batch)
                {
                    var length = context.Store.Objects.TryGetLength(entry.Hash)
                        ?? throw BadRequest(name, $"object {entry.Hash} has not been added");
                    CheckLength(name, entry, length);
                }
            }
        }
    }

    private static void CheckLength(string name, ObjectEntry entry, long length)
    {
        if (entry.Size != 0 && entry.Size != (ulong)length)
        {
            throw BadRequest(name, $"it says that object {entry.Hash} has {entry.Size} bytes, but it has {length}");
        }
    }

    private void Place() =>
        Parallel.ForEach(objects.In(ObjectPlace.Incoming), added =>
        {
            context.Store.Objects.Place(incoming, added.Key.ToString(), added.Key);
            objects.Set(added.Key, added.Value with { Place = ObjectPlace.Placed });
        });
}
