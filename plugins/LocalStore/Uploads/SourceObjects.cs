using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Leases;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Most objects of an image are those of its source image, which the store has: an image in the catalogue has all its
/// objects. Reading which those are takes a fraction of looking for each of them.
/// </summary>
internal sealed class SourceObjects(UploadContext context, Lease lease)
{
    /// <summary>How many objects are claimed at a time.</summary>
    private const int ClaimBatchSize = 10_000;

    /// <summary>Takes from what is needed what the source image has.</summary>
    public async Task<IEnumerable<ObjectEntry>> FindAsync(
        string sourceImage, IEnumerable<ObjectEntry> needed, Action<ObjectEntry, ulong> found, CancellationToken cancellationToken)
    {
        if (TryRead(sourceImage, cancellationToken) is not var (row, lengths))
        {
            return needed;
        }

        // The claims come first, the look afterwards, as with every object: the look is one at the image. It stands for all of
        // its objects, because a repair that takes one of them away stops listing the image under the same lock.
        foreach (var batch in needed.Where(entry => lengths.ContainsKey(entry.Hash)).Chunk(ClaimBatchSize))
        {
            using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
            {
                lease.Claim([.. batch.Select(entry => entry.Hash)]);
            }
        }

        using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            if (context.Catalogue.Find(sourceImage) is not { State: ImageState.Listed } now || now.Tree != row.Tree)
            {
                return needed;
            }
        }

        var rest = new List<ObjectEntry>();
        foreach (var entry in needed)
        {
            if (lengths.TryGetValue(entry.Hash, out var length))
            {
                found(entry, length);
            }
            else
            {
                rest.Add(entry);
            }
        }

        return rest;
    }

    private (ImageRow Row, Dictionary<Images.ObjectHash, ulong> Lengths)? TryRead(
        string sourceImage, CancellationToken cancellationToken)
    {
        if (sourceImage.Length == 0 || context.Catalogue.Find(sourceImage) is not { State: ImageState.Listed } row)
        {
            return null;
        }

        try
        {
            return (row, context.Trees.ReadObjects(row.Tree, cancellationToken)
                .ToDictionary(entry => entry.Hash, entry => entry.Size));
        }
        catch (ImageStoreException)
        {
            // Its tree has just been removed, or is corrupt: whatever is needed is looked for one by one.
            return null;
        }
    }
}
