using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Reading;
using Imaginator.Plugins.S3.Reporting;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>Reads the objects that the trees of images refer to.</summary>
internal sealed class TreeObjectLists(ObjectReader reader, string store)
{
    /// <summary>Reads the list of one tree.</summary>
    /// <exception cref="ImageStoreException">The tree is missing or corrupt.</exception>
    public async Task<IReadOnlyList<ObjectEntry>> ReadAsync(ObjectHash tree, CancellationToken cancellationToken)
    {
        IReadOnlyList<ObjectEntry> objects = [];
        await reader.DeliverAsync(
            [tree],
            (_, contents, _) =>
            {
                using var stream = contents.OpenRead();
                try
                {
                    objects = ImageSerializer.ReadTreeObjects(stream, contents.Length);
                }
                catch (ImageFormatException e)
                {
                    throw StoreErrors.CorruptRecord(store, $"tree {tree}", e.Message, e);
                }

                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return objects;
    }
}
