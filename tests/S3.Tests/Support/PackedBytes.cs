using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Tests.Support;

/// <summary>Changes the contents of packs, as a faulty server would.</summary>
internal static class PackedBytes
{
    private const int MaximumPackLength = 64 << 20;

    /// <summary>Changes a byte of an object in all packs that contain it.</summary>
    public static async Task<bool> CorruptAsync(IBucket bucket, ObjectHash hash, CancellationToken cancellationToken)
    {
        var indexes = new List<string>();
        await foreach (var entry in bucket.ListAsync(StoreKeys.Indexes, "", cancellationToken))
        {
            indexes.Add(entry.Key);
        }

        var isCorrupt = false;
        foreach (var key in indexes)
        {
            var index = await bucket.TryGetAsync(key, StoreLimits.IndexBytes, cancellationToken);
            foreach (var pack in IndexFormat.Read(index!.Contents))
            {
                foreach (var item in pack.Objects.Where(item => item.Hash == hash))
                {
                    var contents = (await bucket.TryGetAsync(StoreKeys.OfPack(pack.Id), MaximumPackLength, cancellationToken))!.Contents.ToArray();
                    contents[item.Offset + item.Length - 1] ^= 1;
                    await bucket.PutAsync(StoreKeys.OfPack(pack.Id), contents, WriteCondition.None, cancellationToken);
                    isCorrupt = true;
                }
            }
        }

        return isCorrupt;
    }
}
