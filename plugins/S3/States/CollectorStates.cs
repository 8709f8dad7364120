using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.States;

/// <summary>Reads and changes the state of the garbage collection: one object, which changes only from a version that was read.</summary>
internal sealed class CollectorStates(IBucket bucket)
{
    private const int MaximumAttempts = 20;

    /// <summary>Reads the state.</summary>
    /// <returns>The state, and its entity tag; null if it does not exist yet.</returns>
    public async Task<(CollectorState State, string? Tag)> ReadAsync(CancellationToken cancellationToken)
    {
        if (await bucket.TryGetAsync(StoreKeys.State, StoreLimits.RecordBytes, cancellationToken) is not { } present)
        {
            return (CollectorState.Initial, null);
        }

        try
        {
            return (CollectorStateFormat.Read(present.Contents), present.Tag);
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptRecord(bucket.DisplayName, StoreKeys.State, e.Message, e);
        }
    }

    /// <summary>Replaces a version of the state.</summary>
    /// <param name="tag">The entity tag of that version; null if the state did not exist.</param>
    /// <returns>The entity tag of the new version; null if another program has changed the state.</returns>
    public Task<string?> TryReplaceAsync(string? tag, CollectorState state, CancellationToken cancellationToken) =>
        bucket.TryWriteAsync(
            StoreKeys.State,
            CollectorStateFormat.Write(state),
            tag is null ? WriteCondition.Absent : WriteCondition.Unchanged(tag),
            cancellationToken);

    /// <summary>
    /// Makes all programs read the index objects again before they rely on objects: objects were removed from the index without a new
    /// location.
    /// </summary>
    /// <exception cref="ImageStores.ImageStoreException">Other programs change the state all the time.</exception>
    public async Task IncreaseGenerationAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var (state, tag) = await ReadAsync(cancellationToken);
            if (await TryReplaceAsync(tag, state with { Generation = state.Generation + 1 }, cancellationToken) is not null)
            {
                return;
            }
        }

        throw StoreErrors.Busy(bucket.DisplayName, "cannot repair the store", "other programs change the state of the store");
    }
}
