using Imaginator.ImageServers;
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
    /// <summary>Takes from a list what the source image has.</summary>
    /// <param name="sourceImage">The source image's name; empty for none.</param>
    /// <param name="needed">Objects that an image needs and that have not been brought.</param>
    /// <param name="found">Is told of each that the source image has, with its length in bytes there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rest: what must be looked for.</returns>
    public async Task<List<ObjectEntry>> TakeAsync(
        string sourceImage, List<ObjectEntry> needed, Action<ObjectEntry, ulong> found, CancellationToken cancellationToken)
    {
        if (needed.Count == 0 || TryRead(sourceImage, cancellationToken) is not var (row, lengths))
        {
            return needed;
        }

        var claims = needed.Where(entry => lengths.ContainsKey(entry.Hash)).ToList();

        // The claim comes first, the look afterwards, as with every object: the look is one at the image. It stands for all of
        // its objects, because a repair that takes one of them away stops listing the image under the same lock.
        using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            lease.Claim([.. claims.Select(entry => entry.Hash)]);
            if (context.Catalogue.Find(sourceImage) is not { State: ImageState.Listed } now || now.Tree != row.Tree)
            {
                return needed;
            }
        }

        foreach (var entry in claims)
        {
            found(entry, lengths[entry.Hash]);
        }

        return needed.FindAll(entry => !lengths.ContainsKey(entry.Hash));
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
        catch (ImageServerException)
        {
            // Its tree has just been removed, or is corrupt: whatever is needed is looked for one by one.
            return null;
        }
    }
}
