using System.Buffers;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>What programs of older versions did without a question.</summary>
internal static class OlderVersion
{
    /// <summary>Adds an image whatever its tree is, and without a record.</summary>
    public static async Task AddAsync(TestStore store, string name, FileSystemTree tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ImageSerializer.WriteTree(tree, buffer);
        var hash = ObjectHash.Compute(buffer.WrittenSpan);
        await File.WriteAllBytesAsync(store.ObjectPath(hash), buffer.WrittenMemory.ToArray(), TestStore.Cancellation);
        File.SetUnixFileMode(store.ObjectPath(hash), UnixFileMode.UserRead);
        using var database = new CatalogueDatabase(store.CataloguePath);
        using var catalogue = new ImageCatalogue(store.Path, database);
        catalogue.Add(new ImageRow
        {
            Name = name,
            CreatedOn = store.Time.GetUtcNow(),
            Branch = "",
            CommitId = "",
            TotalDataBytes = 0,
            Tree = hash,
            Attachments = [],
            Metadata = ImageSerializer.WriteMetadata(new Image()),
        });
    }
}
