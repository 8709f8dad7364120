using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>File-system trees, which are objects: images with equal trees share an object.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TreeObjects(ObjectDirectory objects, ObjectReader reader)
{
    /// <summary>Reads a tree. Fails if it is missing or corrupt.</summary>
    public FileSystemTree ReadTree(ObjectHash hash, CancellationToken cancellationToken) =>
        Read(hash, static tree => tree.ReadTree(), cancellationToken);

    /// <summary>Reads only the list of the objects that a tree refers to. Fails if it is missing or corrupt.</summary>
    public IReadOnlyList<ObjectEntry> ReadObjects(ObjectHash hash, CancellationToken cancellationToken) =>
        Read(hash, static tree => tree.Objects, cancellationToken);

    private T Read<T>(ObjectHash hash, Func<TreeReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new FileStream(reader.OpenVerified(hash, cancellationToken), FileAccess.Read, bufferSize: 0);
            using var records = new RecordReader(stream, stream.Length);
            return read(new TreeReader(records));
        }
        catch (StoreFormatException e)
        {
            throw StoreErrors.CorruptObject(hash, objects.PathOf(hash), e.Message);
        }
    }
}
