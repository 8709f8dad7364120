using Microsoft.Win32.SafeHandles;

namespace Imaginator.ImageStores.Objects;

/// <summary>
/// The contents of an object during a transfer to or from an image store: bytes in memory, a file, or a stream. The creator
/// owns the contents, which are valid only until the call that received them has completed.
/// </summary>
public sealed class ObjectContents
{
    private readonly Func<Stream>? _openStream;

    private ObjectContents(
        long length, SafeFileHandle? file, ReadOnlyMemory<byte>? bytes, Func<Stream>? openStream, bool isExpendable = false)
    {
        Length = length;
        File = file;
        Bytes = bytes;
        _openStream = openStream;
        IsExpendable = isExpendable;
    }

    /// <summary>The number of bytes, at least 1: empty objects do not exist.</summary>
    public long Length { get; }

    /// <summary>
    /// A regular file that holds exactly the contents, or null. Reading the file by position, cloning it, or copying it in the
    /// kernel is faster than reading a stream.
    /// </summary>
    public SafeFileHandle? File { get; }

    /// <summary>
    /// True if <see cref="File"/> itself can become the object: a store on the same file system can immediately give the file
    /// another name, and another owner and mode when the image is added. The creator must not change the contents of the file, and
    /// must not use the file after the image has been added.
    /// </summary>
    public bool IsExpendable { get; }

    /// <summary>The contents in memory, or null if they are not in memory.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; }

    /// <summary>Creates contents from bytes in memory.</summary>
    /// <param name="bytes">The contents. The method does not copy them.</param>
    /// <returns>The contents.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty.</exception>
    public static ObjectContents FromBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("cannot create an object: the contents are empty", nameof(bytes));
        }

        return new ObjectContents(bytes.Length, null, bytes, null);
    }

    /// <summary>Creates contents from a regular file.</summary>
    /// <param name="file">The file, open for reading. The caller keeps the ownership of the handle.</param>
    /// <param name="length">The length of the file in bytes, at least 1.</param>
    /// <returns>The contents.</returns>
    public static ObjectContents FromFile(SafeFileHandle file, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new ObjectContents(length, file, null, null);
    }

    /// <summary>Creates contents from a regular file that itself can become the object; see <see cref="IsExpendable"/>.</summary>
    /// <param name="file">The file, open for reading. The caller keeps the ownership of the handle.</param>
    /// <param name="length">The length of the file in bytes, at least 1.</param>
    /// <param name="bytes">The contents in memory if the caller has read them; otherwise null.</param>
    /// <returns>The contents.</returns>
    /// <exception cref="ArgumentException">The length of <paramref name="bytes"/> differs from the length of the file.</exception>
    public static ObjectContents FromExpendableFile(SafeFileHandle file, long length, ReadOnlyMemory<byte>? bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (bytes is { } known && known.Length != length)
        {
            throw new ArgumentException($"cannot create an object: {known.Length} bytes are in memory, but the file has {length}", nameof(bytes));
        }

        return new ObjectContents(length, file, bytes, null, isExpendable: true);
    }

    /// <summary>Creates contents from a stream, which can be read only once.</summary>
    /// <param name="stream">The stream, positioned at the first byte. The caller keeps its ownership.</param>
    /// <param name="length">The number of bytes that the stream delivers, at least 1.</param>
    /// <returns>The contents.</returns>
    public static ObjectContents FromStream(Stream stream, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new ObjectContents(length, null, null, () => stream);
    }

    /// <summary>Opens the contents for reading, from the first byte to the last.</summary>
    /// <returns>
    /// A stream, which the caller must dispose of. For contents of a stream, it is that stream itself, and the method must be
    /// called only once.
    /// </returns>
    public Stream OpenRead()
    {
        if (Bytes is { } bytes)
        {
            return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
                ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
                : new MemoryStream(bytes.ToArray(), writable: false);
        }

        if (File is { } file)
        {
            // A second handle on the same open file would move its position and close it with the stream.
            return new PositionedFileStream(file, Length);
        }

        return _openStream!();
    }
}
