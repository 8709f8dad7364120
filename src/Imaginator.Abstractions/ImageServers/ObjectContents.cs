using Microsoft.Win32.SafeHandles;

namespace Imaginator.ImageServers;

/// <summary>
/// The contents of an object on their way to or from an image server. Belongs to whoever created it and is valid only
/// until the call it was passed to has completed.
/// </summary>
public sealed class ObjectContents
{
    private readonly Func<Stream>? _openStream;

    private ObjectContents(long length, SafeFileHandle? file, ReadOnlyMemory<byte>? bytes, Func<Stream>? openStream)
    {
        Length = length;
        File = file;
        Bytes = bytes;
        _openStream = openStream;
    }

    /// <summary>How many bytes there are; more than 0, because empty objects do not exist.</summary>
    public long Length { get; }

    /// <summary>
    /// A regular file that holds just the contents, from its first byte on, or null. Reading it by position, cloning it
    /// or copying it inside the kernel is faster than reading a stream.
    /// </summary>
    public SafeFileHandle? File { get; }

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
