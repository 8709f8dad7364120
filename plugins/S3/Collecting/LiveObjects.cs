using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Formats;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>The first half of a collection: finds the objects that images refer to.</summary>
internal sealed class LiveObjects(CollectionContext context, CollectorLease lease)
{
    // Times of the server are known to about a second.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    private readonly TreeObjectLists _trees = new(context.Reader, context.Bucket.DisplayName);

    /// <summary>The number of images that have expired since the previous collection.</summary>
    public long ExpiredImages { get; private set; }

    /// <summary>Marks all objects of images that exist, are incomplete or pinned.</summary>
    /// <returns>The mark.</returns>
    /// <exception cref="ImageStoreException">An image cannot be read completely: nothing can be removed.</exception>
    public async Task<long> MarkAsync(CancellationToken cancellationToken)
    {
        var mark = context.Table.BeginMarking();
        var faults = new List<(string Key, string Reason)>();
        var images = await context.Catalogue.ListAsync("", faults, cancellationToken);
        if (faults.Count > 0)
        {
            throw Refuse($"{faults[0].Key} cannot be used: {faults[0].Reason}");
        }

        // After the images: the objects of an image are in index objects before its record exists.
        await context.Sync.SyncAsync(cancellationToken);
        if (context.Sync.Faults.FirstOrDefault() is { Key: { } key } fault)
        {
            throw Refuse($"{key} cannot be used: {fault.Value}");
        }

        // After the images: an image that is deleted while it is pinned is in one of the two lists.
        var pinned = await context.Pins.ReadAllAsync(cancellationToken);
        var trees = new HashSet<ObjectHash>();
        foreach (var image in images)
        {
            await lease.RenewAsync(cancellationToken);
            if (image.State == ImageState.Incomplete)
            {
                await MarkIncompleteAsync(image, mark, cancellationToken);
            }
            else if (await IsLiveAsync(image, cancellationToken) || pinned.Contains(image.Name))
            {
                await MarkAsync(image, trees, mark, cancellationToken);
            }
        }

        return mark;
    }

    private async Task MarkAsync(CachedImage image, HashSet<ObjectHash> trees, long mark, CancellationToken cancellationToken)
    {
        Require(image, context.Table.Mark(image.Attachments.Append(image.Tree), mark));
        if (trees.Add(image.Tree))
        {
            var objects = await _trees.ReadAsync(image.Tree, cancellationToken);
            Require(image, context.Table.Mark(objects.Select(item => item.Hash), mark));
        }
    }

    // Objects that are left are kept: a later repair can list the image again.
    private async Task MarkIncompleteAsync(CachedImage image, long mark, CancellationToken cancellationToken)
    {
        var hashes = image.Attachments.Append(image.Tree);
        try
        {
            hashes = hashes.Concat((await _trees.ReadAsync(image.Tree, cancellationToken)).Select(item => item.Hash));
        }
        catch (ImageStoreException e) when (e.Reason is ImageStoreError.UnknownObject or ImageStoreError.Corrupt)
        {
            // The tree itself is lost.
        }

        foreach (var hash in hashes)
        {
            context.Table.Mark([hash], mark);
        }
    }

    private void Require(CachedImage image, ObjectHash? unknown)
    {
        if (unknown is { } hash)
        {
            throw Refuse($"image \"{image.Name}\" lacks object {hash}");
        }
    }

    private async Task<bool> IsLiveAsync(CachedImage image, CancellationToken cancellationToken)
    {
        if (image.State != ImageState.Listed)
        {
            return false;
        }

        var now = context.Bucket.Clock.GetUtcNow();
        if (image.ExpiresAt is not { } expiresAt || expiresAt + ClockMargin > now)
        {
            return true;
        }

        // Its name stays in use. A change by another program means that the image does not expire yet.
        var present = await context.Catalogue.FindAsync(image.Name, cancellationToken);
        if (present is null || present.Exists(now))
        {
            return true;
        }

        if (present.Record.State != ImageState.Listed)
        {
            return false;
        }

        if (!await context.Catalogue.TryReplaceAsync(present, present.Record with { State = ImageState.Deleted }, cancellationToken))
        {
            return true;
        }

        ExpiredImages++;
        return false;
    }

    private ImageStoreException Refuse(string fault) => new(
        ImageStoreError.Corrupt,
        $"store {context.Bucket.DisplayName}: cannot collect garbage: {fault}; nothing is removed; run \"builder-tool fsck-store -repair\"");
}
