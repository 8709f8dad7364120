using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>File-system trees, which are objects: images with equal trees share an object.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TreeObjects(ObjectDirectory objects, ObjectReader reader)
{
    /// <summary>
    /// Reads a tree. Fails if it is missing or corrupt (<see cref="StoreErrors.IsLoss"/>), or cannot be read.
    /// </summary>
    public FileSystemTree ReadTree(ObjectHash hash, CancellationToken cancellationToken) =>
        Read(hash, static tree => ImageSerializer.ReadTree(tree, tree.Length), cancellationToken);

    /// <summary>Reads only the list of the objects that a tree refers to. Fails like <see cref="ReadTree"/>.</summary>
    public IReadOnlyList<ObjectEntry> ReadObjects(ObjectHash hash, CancellationToken cancellationToken) =>
        Read(hash, static tree => ImageSerializer.ReadTreeObjects(tree, tree.Length), cancellationToken);

    /// <summary>Finds all objects that begin like trees, whether images refer to them or not. Reads the first bytes of each object.</summary>
    public static IEnumerable<ObjectHash> Find(ObjectDirectory objects, CancellationToken cancellationToken)
    {
        var start = new byte[ImageSerializer.TreeMagic.Length];
        for (var prefix = 0; prefix < ObjectDirectory.PrefixCount; prefix++)
        {
            foreach (var item in objects.List(prefix))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (item.Hash is { } hash && StartsLikeTree(objects, hash, start))
                {
                    yield return hash;
                }
            }
        }
    }

    private static bool StartsLikeTree(ObjectDirectory objects, ObjectHash hash, byte[] start)
    {
        try
        {
            if (objects.TryGetLength(hash) is null)
            {
                // It is not a file, or has been removed.
                return false;
            }

            using var file = objects.TryOpen(hash);
            return file is not null && RandomAccess.Read(file, start, 0) == start.Length && start.AsSpan().SequenceEqual(ImageSerializer.TreeMagic);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Unreadable(Describe(objects, hash), e);
        }
    }

    private static string Describe(ObjectDirectory objects, ObjectHash hash) => $"object {hash} ({objects.PathOf(hash)})";

    private T Read<T>(ObjectHash hash, Func<Stream, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new FileStream(reader.OpenVerified(hash, cancellationToken), FileAccess.Read, bufferSize: 0);

            // The check has moved the position of the file.
            stream.Position = 0;
            return read(stream);
        }
        catch (ImageFormatException e)
        {
            throw StoreErrors.CorruptObject(hash, objects.PathOf(hash), e.Message);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Unreadable(Describe(objects, hash), e);
        }
    }
}
