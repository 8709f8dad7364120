using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Collecting;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reading;

namespace Imaginator.Plugins.S3.Checking;

/// <summary>Reads all packs, and compares each object with its hash.</summary>
internal sealed class PackCheck(CollectionContext context, CheckResults results)
{
    // Not from the cache of this machine.
    private readonly ObjectReader _reader = new(context.Bucket, context.Table, context.Sync, cache: null, context.Options.Parallelism, context.Logger);

    /// <summary>Checks all packs.</summary>
    /// <param name="checkPoint">Called before each pack.</param>
    /// <returns>The objects that are missing or do not match their hash, by the pack that should contain them.</returns>
    public async Task<IReadOnlyList<(string Pack, ObjectHash Hash)>> RunAsync(
        Func<CancellationToken, Task> checkPoint, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var damaged = new List<(string, ObjectHash)>();
        foreach (var pack in context.Table.ListUses(mark: 0).Keys)
        {
            await checkPoint(cancellationToken);
            var objects = context.Table.ListObjectsOfPack(pack);
            if (!await TryReadAsync(objects, cancellationToken))
            {
                damaged.AddRange((await FindDamagedAsync(pack, objects, cancellationToken)).Select(hash => (pack, hash)));
            }

            results.Objects += objects.Count;
            results.Bytes += objects.Sum(item => item.Length);
            progress?.Report(results.Bytes);
        }

        return damaged;
    }

    private async Task<bool> TryReadAsync(IReadOnlyList<PackedObject> objects, CancellationToken cancellationToken)
    {
        try
        {
            await _reader.DeliverAsync([.. objects.Select(item => item.Hash)], Ignore, cancellationToken);
            return true;
        }
        catch (ImageStoreException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<ObjectHash>> FindDamagedAsync(
        string pack, IReadOnlyList<PackedObject> objects, CancellationToken cancellationToken)
    {
        var damaged = new List<ObjectHash>();
        foreach (var item in objects)
        {
            try
            {
                await _reader.DeliverAsync([item.Hash], Ignore, cancellationToken);
            }
            catch (ImageStoreException e) when (e.Reason is ImageStoreError.Corrupt or ImageStoreError.UnknownObject)
            {
                damaged.Add(item.Hash);
            }
            catch (ImageStoreException e)
            {
                // A server that does not answer for one object does not answer for the others either.
                results.AddUnreadable($"{StoreKeys.OfPack(pack)}: {e.Message}");
                break;
            }
        }

        return damaged;
    }

    private static ValueTask Ignore(int index, ObjectContents contents, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
