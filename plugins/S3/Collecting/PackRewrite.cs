using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Uploading;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>
/// Copies the live objects of packs that are mostly garbage to new packs. The new locations count from then on, so that a later collection
/// removes the old packs.
/// </summary>
internal sealed class PackRewrite(CollectionContext context, CollectorLease lease)
{
    /// <summary>Copies the marked objects of packs.</summary>
    public async Task RunAsync(IEnumerable<string> packs, long mark, CancellationToken cancellationToken)
    {
        var written = new List<IndexedPack>();
        var builder = new PackBuilder((int)context.Options.PackSize);
        foreach (var pack in packs)
        {
            await lease.RenewAsync(cancellationToken);
            var objects = context.Table.ListObjectsOfPack(pack, mark);
            foreach (var (item, bytes) in objects.Zip(await ReadAsync(objects, cancellationToken)))
            {
                if (!builder.HasRoomFor(bytes.Length))
                {
                    written.Add(await WriteAsync(builder, cancellationToken));
                    builder = new PackBuilder((int)context.Options.PackSize);
                }

                builder.Add(item.Hash, bytes);
            }
        }

        if (!builder.IsEmpty)
        {
            written.Add(await WriteAsync(builder, cancellationToken));
        }

        if (written.Count > 0)
        {
            await context.Sync.PublishAsync(written, cancellationToken);
        }
    }

    // At most half a pack is in memory.
    private async Task<byte[][]> ReadAsync(IReadOnlyList<PackedObject> objects, CancellationToken cancellationToken)
    {
        var read = new byte[objects.Count][];
        await context.Reader.DeliverAsync(
            [.. objects.Select(item => item.Hash)],
            async (index, contents, token) =>
            {
                read[index] = new byte[contents.Length];
                await using var stream = contents.OpenRead();
                await stream.ReadExactlyAsync(read[index], token);
            },
            cancellationToken);
        return read;
    }

    private async Task<IndexedPack> WriteAsync(PackBuilder builder, CancellationToken cancellationToken)
    {
        var id = StoreKeys.NewId();
        await context.Bucket.PutAsync(StoreKeys.OfPack(id), builder.Contents, WriteCondition.None, cancellationToken);
        return new IndexedPack(id, builder.Contents.Length, builder.Objects);
    }
}
