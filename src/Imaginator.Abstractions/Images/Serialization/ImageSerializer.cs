using System.Buffers;

namespace Imaginator.Images.Serialization;

/// <summary>
/// The stable forms of images outside of a process: JSON for a whole image, and the compact binary form of the embedded image store. Both
/// keep every file name, also names that are not UTF-8. docs/reference/image-formats.md describes them byte by byte.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe. Later versions read all that this version writes. Readers refuse images that they cannot represent, and check each declared
/// length before they allocate memory, but they do not apply <see cref="TreeRules"/>: check trees of unknown origin with
/// <see cref="TreeRules.FindFaults"/>.
/// </para>
/// <para>
/// The binary form has two parts, so that images with equal trees can share one: the tree, and the metadata without
/// <see cref="Image.CreatedOn"/> and <see cref="Image.ExpiresAt"/>, which a store keeps and changes on its own.
/// </para>
/// </remarks>
public static class ImageSerializer
{
    /// <summary>The first bytes of each tree, its version included.</summary>
    public static ReadOnlySpan<byte> TreeMagic => TreeFormat.Magic;

    /// <summary>Writes the metadata of an image: everything except its tree, creation time and expiration time.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The bytes. Equal metadata gives equal bytes.</returns>
    /// <exception cref="ArgumentException">A text contains an unpaired surrogate that does not represent a byte.</exception>
    public static byte[] WriteMetadata(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ImageFormat.Write(image);
    }

    /// <summary>Reads the output of <see cref="WriteMetadata"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The image, without tree, creation time and expiration time.</returns>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static Image ReadMetadata(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return ImageFormat.Read(bytes);
    }

    /// <summary>Writes a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="output">Receives the bytes. Equal trees give equal bytes.</param>
    /// <returns>The objects that the tree refers to, each once, in the order of their first use.</returns>
    /// <exception cref="ImageFormatException">The form cannot represent the tree.</exception>
    /// <exception cref="ArgumentException">A text contains an unpaired surrogate that does not represent a byte.</exception>
    public static IReadOnlyList<ObjectEntry> WriteTree(FileSystemTree tree, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(output);
        return TreeWriter.Write(new RecordWriter(output), tree);
    }

    /// <summary>Reads the output of <see cref="WriteTree"/>.</summary>
    /// <param name="input">The stream, positioned at the first byte. The caller keeps it.</param>
    /// <param name="length">The length of the tree in bytes.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static FileSystemTree ReadTree(Stream input, long length)
    {
        using var records = new RecordReader(input, length);
        return new TreeReader(records).ReadTree();
    }

    /// <summary>Reads only the list of the objects that a tree refers to, which is at its beginning.</summary>
    /// <param name="input">The stream, positioned at the first byte. The caller keeps it.</param>
    /// <param name="length">The length of the tree in bytes.</param>
    /// <returns>The objects, each once.</returns>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IReadOnlyList<ObjectEntry> ReadTreeObjects(Stream input, long length)
    {
        using var records = new RecordReader(input, length);
        return new TreeReader(records).Objects;
    }

    /// <summary>Writes a whole image as JSON in UTF-8.</summary>
    /// <param name="image">The image; <see cref="Image.FileSystem"/> can be null.</param>
    /// <param name="output">Receives the text. Equal images give equal texts.</param>
    /// <exception cref="ImageFormatException">The form cannot represent the tree.</exception>
    /// <exception cref="ArgumentException">A text contains an unpaired surrogate that does not represent a byte.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void WriteJson(Image image, Stream output)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(output);
        JsonImageWriter.Write(image, output);
    }

    /// <summary>Reads the output of <see cref="WriteJson"/>. Unknown members are ignored: later versions can add some.</summary>
    /// <param name="input">The text in UTF-8, which the method reads to its end.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ImageFormatException">The text is not JSON, not an image, or of an unknown version.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Image ReadJson(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JsonImageReader.Read(input);
    }
}
