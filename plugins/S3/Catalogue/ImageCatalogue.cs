using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>
/// The records of images. A list reads only the records whose entity tags have changed since the previous one: one request for 1,000
/// unchanged images.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ImageCatalogue(IBucket bucket, int parallelism, ILogger logger)
{
    private readonly ConcurrentDictionary<string, CachedImage> _cache = new(StringComparer.Ordinal);

    /// <summary>Reads the record of an image; null if there is none.</summary>
    /// <exception cref="ImageStoreException">The name is invalid, or the record cannot be read.</exception>
    public Task<StoredImage?> FindAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(ImageNames.RequireKey(name, "image"), cancellationToken);

    /// <summary>Adds a record, unless the name is or was in use.</summary>
    /// <returns>True if the record was added.</returns>
    public async Task<bool> TryAddAsync(ImageRecord record, CancellationToken cancellationToken) =>
        await bucket.TryWriteAsync(
            ImageNames.RequireKey(record.Name, "image"), ImageRecordFormat.Write(record), WriteCondition.Absent, cancellationToken) is not null;

    /// <summary>Replaces a version of a record.</summary>
    /// <returns>False if another program has changed the record.</returns>
    public async Task<bool> TryReplaceAsync(StoredImage present, ImageRecord record, CancellationToken cancellationToken) =>
        await bucket.TryWriteAsync(
            present.Key,
            ImageRecordFormat.Write(record with { Nonce = StoreKeys.NewId() }),
            WriteCondition.Unchanged(present.Tag),
            cancellationToken) is not null;

    /// <summary>Reads the records of a directory and those below it, in no order. Records that cannot be used are logged and left out.</summary>
    /// <param name="directory">The directory; empty for all.</param>
    /// <param name="faults">Receives the records that cannot be used, with the reason; null to drop them.</param>
    public async Task<IReadOnlyList<CachedImage>> ListAsync(
        string directory, ICollection<(string Key, string Reason)>? faults, CancellationToken cancellationToken)
    {
        if (directory.Length > 0 && (!ImageNames.IsValid(directory) || StoreKeys.OfImage(directory) is null))
        {
            return [];
        }

        var prefix = directory.Length > 0 ? StoreKeys.OfImage(directory) + "/" : StoreKeys.Images;
        var images = new List<CachedImage>();
        var unread = new List<string>();
        await foreach (var entry in bucket.ListAsync(prefix, "", cancellationToken))
        {
            if (_cache.TryGetValue(entry.Key, out var cached) && cached.Tag == entry.Tag)
            {
                images.Add(cached);
            }
            else
            {
                unread.Add(entry.Key);
            }

            if (images.Count + unread.Count > StoreLimits.Images)
            {
                throw StoreErrors.LimitExceeded(bucket.DisplayName, "images", StoreLimits.Images);
            }
        }

        foreach (var group in unread.Chunk(parallelism))
        {
            foreach (var (key, result) in group.Zip(await Task.WhenAll(group.Select(key => TryReadAsync(key, cancellationToken)))))
            {
                if (result.Image is { } image)
                {
                    _cache[key] = image;
                    images.Add(image);
                }
                else if (result.Fault is { } fault)
                {
                    S3StoreLog.RecordUnusable(logger, key, fault);
                    faults?.Add((key, fault));
                }
            }
        }

        return images;
    }

    private async Task<(CachedImage? Image, string? Fault)> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return ((await ReadAsync(key, cancellationToken))?.ToCached(), null);
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.Corrupt)
        {
            return (null, e.Message);
        }
        catch (ImageFormatException e)
        {
            return (null, e.Message);
        }
    }

    private async Task<StoredImage?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (await bucket.TryGetAsync(key, StoreLimits.RecordBytes, cancellationToken) is not { } present)
        {
            return null;
        }

        try
        {
            return new StoredImage(key, present.Tag, ImageRecordFormat.Read(present.Contents, key));
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptRecord(bucket.DisplayName, key, e.Message, e);
        }
    }
}
