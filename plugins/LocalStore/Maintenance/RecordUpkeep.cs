using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Linux;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Records;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Compares the records of images with the catalogue, and completes what interruptions and older versions have left. The caller
/// holds the maintenance lock.
/// </summary>
internal sealed class RecordUpkeep(StoreDirectory store, ImageCatalogue catalogue)
{
    /// <summary>The number of records to write at a time, for stores of older versions.</summary>
    private const int MaximumNewRecords = 10_000;

    /// <summary>The number of records to write with one flush.</summary>
    private const int BatchSize = 200;

    /// <summary>
    /// The complete records without an image in the catalogue: an older catalogue has replaced the one that had these images.
    /// </summary>
    public IReadOnlyList<RecordName> FindLost()
    {
        // The records come first: an image that is added in between is in the catalogue.
        var complete = store.Records.List().Where(record => record.Upload is null).ToList();
        var known = ReadStates();
        return [.. complete.Where(record => !known.ContainsKey(record.Key))];
    }

    /// <summary>
    /// Completes or removes the records of interrupted uploads, removes those of deleted images, and writes missing ones. The caller
    /// has removed dead leases.
    /// </summary>
    public void Run(CancellationToken cancellationToken)
    {
        var records = store.Records.List();
        var states = ReadStates();
        var complete = records.Where(record => record.Upload is null).Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var image = states.GetValueOrDefault(record.Key);
            if (record.Upload is { } upload)
            {
                // Running uploads complete their records themselves.
                if (!store.Leases.HasUpload(upload))
                {
                    Finish(record, image.Name, isNeeded: !complete.Contains(record.Key));
                }
            }
            else if (image is { Name: not null, State: ImageState.Deleted or ImageState.Gone })
            {
                store.Records.Remove(record);
            }
        }

        WriteMissing(states, cancellationToken);
    }

    /// <summary>
    /// The images whose records are damaged or belong to another image of the same name. Adds a line for each record that cannot be read.
    /// </summary>
    public IReadOnlyList<string> FindDamaged(List<string> unreadable, CancellationToken cancellationToken)
    {
        var states = ReadStates();
        var damaged = new List<string>();
        foreach (var record in store.Records.List().Where(record => record.Upload is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (states.GetValueOrDefault(record.Key) is { Name: { } name, State: ImageState.Listed or ImageState.Damaged }
                    && store.Records.Exists(record)
                    && !(TryRead(record) is { } read && catalogue.Find(name) is { } row && read.Tree == row.Tree && read.CreatedOn == row.CreatedOn))
                {
                    damaged.Add(name);
                }
            }
            catch (ImageStoreException e)
            {
                unreadable.Add(e.Message);
            }
        }

        return damaged;
    }

    /// <summary>Writes the records of images in the catalogue again.</summary>
    public void Rewrite(IEnumerable<string> images)
    {
        foreach (var image in ReadHeld(images))
        {
            store.Records.Replace(ImageRecord.Of(image));
        }
    }

    private IEnumerable<ImageRow> ReadHeld(IEnumerable<string> images) =>
        images.Select(catalogue.Find).OfType<ImageRow>().Where(image => image.State is ImageState.Listed or ImageState.Damaged);

    // A record of an upload that added its image, but was interrupted before it completed the record, is the one of that image.
    private void Finish(RecordName record, string? image, bool isNeeded)
    {
        if (isNeeded && image is not null && catalogue.Find(image) is { State: ImageState.Listed or ImageState.Damaged } row
            && TryRead(record) is { } read && read.Tree == row.Tree && read.CreatedOn == row.CreatedOn && read.ExpiresAt == row.ExpiresAt)
        {
            store.Records.Complete(image, record.Upload!);
        }
        else
        {
            store.Records.Remove(record);
        }
    }

    private ImageRecord? TryRead(RecordName record)
    {
        try
        {
            return store.Records.TryRead(record);
        }
        catch (ImageFormatException)
        {
            // A power cut has truncated it. The image gets a new one.
            return null;
        }
    }

    private void WriteMissing(Dictionary<string, (string Name, ImageState State)> states, CancellationToken cancellationToken)
    {
        var present = store.Records.List().Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        var missing = states.Where(item =>
            item.Value.State is ImageState.Listed or ImageState.Damaged && !present.Contains(item.Key));
        foreach (var batch in missing.Take(MaximumNewRecords).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                store.Records.Replace([.. ReadHeld(batch.Select(image => image.Value.Name)).Select(ImageRecord.Of)]);
            }
            catch (LinuxException e) when (e.Error.IsDiskFull())
            {
                // A later collection writes them. This one has to make room.
                return;
            }
        }
    }

    private Dictionary<string, (string Name, ImageState State)> ReadStates() =>
        catalogue.ReadNames().ToDictionary(image => RecordName.KeyOf(image.Name), StringComparer.Ordinal);
}
