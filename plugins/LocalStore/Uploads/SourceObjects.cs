using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Leases;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Finds the objects of an image that its source image has. The store has all objects of an image in the catalogue, and reading
/// their list costs a fraction of looking each of them up.
/// </summary>
internal sealed class SourceObjects(UploadContext context, Lease lease)
{
    /// <summary>The number of objects to claim at a time.</summary>
    private const int ClaimBatchSize = 10_000;

    /// <summary>
    /// Finds the needed objects that the source image has, and calls <paramref name="found"/> with each of them and its length in
    /// bytes. Returns the other needed objects. Enumerates <paramref name="needed"/> several times.
    /// </summary>
    public async Task<IEnumerable<ObjectEntry>> FindAsync(
        string sourceImage, IEnumerable<ObjectEntry> needed, Action<ObjectEntry, ulong> found, CancellationToken cancellationToken)
    {
        if (TryRead(sourceImage, cancellationToken) is not var (row, lengths))
        {
            return needed;
        }

        // As for every object, the claims come before the lookup, which is that of the image: it proves that the store has all
        // objects, because a repair that removes one of them unlists the image under the same lock.
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
            // The tree was removed or is corrupt: the caller looks all objects up.
            return null;
        }
    }
}
