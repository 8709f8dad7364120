using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.States;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>
/// Makes the garbage collection keep packs: the last step before an image that needs them is added. README.md contains the argument.
/// </summary>
internal sealed class PackReliance(IBucket bucket, CollectorStates states, IndexSync sync)
{
    private const int MaximumAttempts = 20;

    /// <summary>Removes packs from the list of those that are to be removed.</summary>
    /// <returns>
    /// True if the packs stay for the removal delay, in which the caller adds the image. False if objects can have other locations now, because
    /// packs were removed since the table was read.
    /// </returns>
    /// <exception cref="ImageStores.ImageStoreException">The removal of a pack has begun, or other programs change the state all the time.</exception>
    public async Task<bool> TryHoldAsync(IReadOnlySet<string> packs, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var (state, tag) = await states.ReadAsync(cancellationToken);
            if (state.Generation != sync.Generation)
            {
                await sync.SyncCompletelyAsync(cancellationToken);
                return false;
            }

            if (state.Removing.Overlaps(packs))
            {
                throw StoreErrors.Busy(bucket.DisplayName, "cannot add an image", "the garbage collection removes an object that it needs");
            }

            var kept = state.Condemned.RemoveRange(packs);
            if (kept.Count == state.Condemned.Count
                || await states.TryReplaceAsync(tag, state with { Condemned = kept }, cancellationToken) is not null)
            {
                return true;
            }
        }

        throw StoreErrors.Busy(bucket.DisplayName, "cannot add an image", "other programs change the state of the store");
    }
}
