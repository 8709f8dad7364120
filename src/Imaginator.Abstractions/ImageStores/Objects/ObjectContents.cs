using Microsoft.Win32.SafeHandles;

namespace Imaginator.ImageStores.Objects;

/// <summary>
/// The contents of an object on their way to or from an image server. Belongs to whoever created it and is valid only
/// until the call it was passed to has completed.
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

    /// <summary>How many bytes there are; more than 0, because empty objects do not exist.</summary>
    public long Length { get; }

    /// <summary>
    /// A regular file that holds just the contents, from its first byte on, or null. Reading it by position, cloning it
    /// or copying it inside the kernel is faster than reading a stream.
    /// </summary>
    public SafeFileHandle? File { get; }

    /// <summary>
    /// Whether <see cref="File"/> itself may become the object: a server that keeps its objects on the same file system
    /// may give the file another name at once, and another owner and mode when the image is added. From now on nobody
    /// changes what is in it, and once the image is added nobody needs it any more.
    /// </summary>
    public bool IsExpendable { get; }

    /// <summary>The contents in memory, or null where they are not.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; }

    /// <summary>Contents that are in memory.</summary>
    /// <param name="bytes">The contents.</param>
    /// <returns>The contents.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty.</exception>
    public static ObjectContents FromBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("Empty objects do not exist.", nameof(bytes));
        }

        return new ObjectContents(bytes.Length, null, bytes, null);
    }

    /// <summary>Contents of a regular file.</summary>
    /// <param name="file">The file, open for reading; it stays the caller's.</param>
    /// <param name="length">The length of the file in bytes.</param>
    /// <returns>The contents.</returns>
    public static ObjectContents FromFile(SafeFileHandle file, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new ObjectContents(length, file, null, null);
    }

    /// <summary>Contents of a regular file that may itself become the object; see <see cref="IsExpendable"/>.</summary>
    /// <param name="file">The file, open for reading; the handle stays the caller's.</param>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="bytes">The contents in memory, if they have been read anyway; null if not.</param>
    /// <returns>The contents.</returns>
    /// <exception cref="ArgumentException">There are more or fewer bytes in memory than in the file.</exception>
    public static ObjectContents FromExpendableFile(SafeFileHandle file, long length, ReadOnlyMemory<byte>? bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (bytes is { } known && known.Length != length)
        {
            throw new ArgumentException($"There are {known.Length} bytes in memory, but {length} in the file.", nameof(bytes));
        }

        return new ObjectContents(length, file, bytes, null, isExpendable: true);
    }

    /// <summary>Contents that come from a stream.</summary>
    /// <param name="stream">The stream, at the first byte; it stays the caller's and can be read once.</param>
    /// <param name="length">How many bytes the stream delivers.</param>
    /// <returns>The contents.</returns>
    public static ObjectContents FromStream(Stream stream, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new ObjectContents(length, null, null, () => stream);
    }

    /// <summary>Opens the contents for reading once, from the first byte to the last.</summary>
    /// <returns>A stream that the caller disposes of.</returns>
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
