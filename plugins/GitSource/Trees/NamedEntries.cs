using System.IO.Compression;
using Imaginator.Files;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>The entries of git trees with their names in the form of <see cref="FileName"/>, which preserves all bytes.</summary>
/// <remarks>
/// LibGit2Sharp replaces bytes that are not UTF-8 by U+FFFD, and cannot look up such names. If a tree has such a name, the names come from
/// the bytes of the tree.
/// </remarks>
internal static class NamedEntries
{
    private const int PackHeaderLength = 12;

    /// <summary>Lists the entries of a tree in its order.</summary>
    public static IEnumerable<(string Name, TreeEntry Entry)> Of(Repository repository, Tree tree)
    {
        List<string>? names = null;
        var number = 0;
        foreach (var entry in tree)
        {
            var name = entry.Name;
            if (name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                names ??= ReadNames(repository, tree);
                name = names[number];
            }

            number++;
            yield return (name, entry);
        }
    }

    /// <summary>Finds an entry of a tree by its name; null if there is none.</summary>
    public static TreeEntry? Find(Repository repository, Tree tree, string name) =>
        name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
            ? Of(repository, tree).FirstOrDefault(named => named.Name == name).Entry
            : tree[name];

    // Each entry: the mode in digits, a space, the name, a zero byte and the ID of the object.
    private static List<string> ReadNames(Repository repository, Tree tree)
    {
        var idLength = tree.Id.RawId.Length;
        var names = new List<string>(tree.Count);
        ReadOnlySpan<byte> rest = ReadBytes(repository, tree);
        while (!rest.IsEmpty)
        {
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
            var length = rest.IndexOf((byte)0);
            names.Add(FileName.Decode(rest[..length]));
            rest = rest[(length + 1 + idLength)..];
        }

        return names;
    }

    // LibGit2Sharp gives the bytes of blobs only. But it writes packs, and a pack of one object contains it whole, in the format of zlib.
    private static byte[] ReadBytes(Repository repository, Tree tree)
    {
        var directory = Path.Combine(repository.Info.Path, "imaginator-tree");
        Remove(directory);
        Directory.CreateDirectory(directory);
        try
        {
            repository.ObjectDatabase.Pack(new PackBuilderOptions(directory) { MaximumNumberOfThreads = 1 }, pack => pack.Add(tree.Id));
            using var file = File.OpenRead(Directory.EnumerateFiles(directory, "*.pack").Single());
            file.Position = PackHeaderLength;

            // The type and the size of the object: the highest bit says that another byte follows.
            while (file.ReadByte() >= 0x80)
            {
            }

            var bytes = new byte[repository.ObjectDatabase.RetrieveObjectMetadata(tree.Id).Size];
            using var contents = new ZLibStream(file, CompressionMode.Decompress);
            contents.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable,
                $"cannot read names that are not UTF-8 from the local mirror {repository.Info.Path}: {e.Clause()}; check the permissions and "
                + "the free space of its directory",
                e);
        }
        finally
        {
            Remove(directory);
        }
    }

    // A fetch that was killed can leave it.
    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
