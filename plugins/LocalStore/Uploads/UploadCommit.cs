using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Makes an image from the uploaded objects. After an interruption at any time, by kill -9 or a power failure, objects with final
/// names are complete, and images in the catalogue have all their objects.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Write the tree like any other object.</item>
/// <item>Claim and look up the objects of the image that the upload has not added.</item>
/// <item>Seal linked objects. Flush the disk: all new contents are durable.</item>
/// <item>Move the new objects to their final names.</item>
/// <item>Write the record of the image, from which a lost catalogue can be rebuilt.</item>
/// <item>Flush the disk: all names are durable.</item>
/// <item>Add the image to the catalogue in one transaction, and complete its record.</item>
/// </list>
/// The caller can try again after a failure.
/// </remarks>
internal sealed class UploadCommit(
    UploadContext context,
    Lease lease,
    EarlyFlush earlyFlush,
    DirectoryHandle incoming,
    UploadedObjects objects)
{
    private const string TreeName = "tree";

    /// <summary>The number of objects to look up before a garbage collection can continue: some milliseconds.</summary>
    private const int ClaimBatchSize = 4000;

    private readonly FlushTimer _flushes = new(context.TimeProvider);
    private readonly CommitFlush _flush = new(lease, incoming, context.Store.HasSharedJournal);

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
            name, needed.Concat(row.Attachments.Select(hash => new ObjectEntry(hash, 0))), cancellationToken);

        context.Trust.RequireForUpload(cancellationToken);

        // 3 to 5: contents, then their names.
        ObjectSeal.Apply(incoming, objects);
        var fresh = objects.In(ObjectState.Written).Select(added => added.Key).ToList();
        if (fresh.Count > 0)
        {
            await _flushes.MeasureAsync(earlyFlush.EndAsync);
            _flushes.Measure(() => _flush.FlushContents(fresh, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            Store();
        }

        // 6 and 7: the record, and all names. The flush is necessary even without new objects: another upload can have moved an
        // object just before this one found it.
        row = row with { Tree = tree };
        try
        {
            var record = context.Store.Records.Prepare(ImageRecord.Of(row), lease.Id);
            _flushes.Measure(() => _flush.FlushNames(context.Store.Records, record));
            cancellationToken.ThrowIfCancellationRequested();

            // 8: cannot be undone.
            context.Catalogue.Add(row, origin.MayReuseName);
        }
        catch
        {
            Withdraw(name);
            throw;
        }

        Complete(name);
        var total = context.TimeProvider.GetElapsedTime(started);
        LocalStoreLog.Committed(
            context.Logger, name, fresh.Count, _flushes.Total.TotalMilliseconds, (total - _flushes.Total).TotalMilliseconds);
    }

    private void Withdraw(string name)
    {
        try
        {
            context.Store.Records.Withdraw(name, lease.Id);
        }
        catch (IOException e)
        {
            // The commit fails with its own exception, and the next garbage collection removes the record.
            LocalStoreLog.CleanupFailed(context.Logger, e);
        }
    }

    private void Complete(string name)
    {
        try
        {
            context.Store.Records.Complete(name, lease.Id);
        }
        catch (IOException e)
        {
            // The image is in the catalogue. The next garbage collection completes its record.
            LocalStoreLog.RecordFailed(context.Logger, name, e);
        }
    }

    private static ImageStoreException BadRequest(string name, string fault) =>
        new(ImageStoreError.BadRequest, $"cannot add image \"{name}\": {fault}");

    private static void Check(string name, Image image, DateTimeOffset now)
    {
        if (image.FileSystem is null)
        {
            throw BadRequest(name, "it has no file-system tree");
        }

        // Scans follow the same rules, and clients can send anything.
        if (TreeRules.FindFaults(image.FileSystem, 1) is [var fault, ..])
        {
            throw BadRequest(name, $"it could not be unpacked: {fault}");
        }

        if (image.ExpiresAt <= now)
        {
            throw BadRequest(name, $"its expiration time, {image.ExpiresAt:O}, has passed");
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
                Attachments = [.. image.EnumerateAttachments()],
                Metadata = ImageSerializer.WriteMetadata(image),
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
                needed = ImageSerializer.WriteTree(tree, output);
            }
            catch (Exception e) when (e is ImageFormatException or ArgumentException)
            {
                throw BadRequest(name, e.Message);
            }

            hash = output.Complete();
            length = output.Length;
        }

        // The store has the tree of an equal image, or of an earlier attempt.
        using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            lease.Claim([hash]);
        }

        var found = new FoundObjects(context.Store.Objects);
        if (found.Exists(hash, length) && found.HasContents(hash, cancellationToken))
        {
            incoming.Unlink(TreeName);
            objects.Set(hash, new UploadedObject(length, ObjectState.Found));
            return (hash, needed);
        }

        incoming.Rename(TreeName, incoming, hash.ToString());
        objects.Set(hash, new UploadedObject(length, ObjectState.Written));
        return (hash, needed);
    }

    /// <summary>
    /// Rejects an image with missing objects or with objects of other lengths. Nothing is taken for granted, not even that the store has
    /// the objects of the source image: a listed image must be complete.
    /// </summary>
    private async Task RequireAsync(string name, IEnumerable<ObjectEntry> needed, CancellationToken cancellationToken)
    {
        // Not a list, because there can be millions of objects.
        foreach (var batch in FindOthers(name, needed).Chunk(ClaimBatchSize))
        {
            var lengths = new long[batch.Length];
            using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                lease.Claim([.. batch.Select(entry => entry.Hash)]);
                await Parallel.ForAsync(0, batch.Length, cancellationToken, (index, _) =>
                {
                    lengths[index] = context.Store.Objects.TryGetUsableLength(batch[index].Hash) ?? 0;
                    return ValueTask.CompletedTask;
                });
            }

            foreach (var (entry, length) in batch.Zip(lengths))
            {
                if (length == 0)
                {
                    throw BadRequest(
                        name,
                        $"object {entry.Hash} is missing; add it first; if an image in the store has it, the store is damaged: run "
                        + "\"builder-tool fsck-store -repair\", and rebuild the images that it reports");
                }

                CheckLength(name, entry, length);
            }
        }
    }

    /// <summary>The objects that the upload has not added. Checks the lengths of the others.</summary>
    private IEnumerable<ObjectEntry> FindOthers(string name, IEnumerable<ObjectEntry> needed)
    {
        foreach (var entry in needed)
        {
            if (objects.Find(entry.Hash) is { } added)
            {
                CheckLength(name, entry, added.Length);
            }
            else
            {
                yield return entry;
            }
        }
    }

    private static void CheckLength(string name, ObjectEntry entry, long length)
    {
        if (entry.Size != 0 && entry.Size != (ulong)length)
        {
            throw BadRequest(name, $"object {entry.Hash} has {length} bytes instead of {entry.Size}");
        }
    }

    private void Store() =>
        ParallelLoop.ForEach(objects.In(ObjectState.Written), new ParallelOptions(), added =>
        {
            context.Store.Objects.Add(incoming, added.Key.ToString(), added.Key);
            objects.Set(added.Key, added.Value with { State = ObjectState.Stored });
        });
}
