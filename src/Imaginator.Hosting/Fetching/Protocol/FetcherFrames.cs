using System.Buffers.Binary;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>Reads and writes frames. Lengths are checked before memory is allocated.</summary>
internal static class FetcherFrames
{
    /// <summary>Reads a frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The contents are longer than the maximum.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the frame.</exception>
    public static async Task<FetcherFrame?> ReadAsync(Stream stream, int maximumLength, CancellationToken cancellationToken)
    {
        var header = new byte[FetcherFrame.HeaderLength];
        var count = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        if (count == 0)
        {
            return null;
        }

        if (count < header.Length)
        {
            throw new EndOfStreamException("the stream ends within the header of a frame");
        }

        var contents = new byte[LengthOf(header, maximumLength)];
        await stream.ReadExactlyAsync(contents, cancellationToken);
        return new FetcherFrame((FetcherFrameType)header[0], contents);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static FetcherFrame? Read(Stream stream, int maximumLength)
    {
        Span<byte> header = stackalloc byte[FetcherFrame.HeaderLength];
        var count = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            return null;
        }

        if (count < header.Length)
        {
            throw new EndOfStreamException("the stream ends within the header of a frame");
        }

        var contents = new byte[LengthOf(header, maximumLength)];
        stream.ReadExactly(contents);
        return new FetcherFrame((FetcherFrameType)header[0], contents);
    }

    /// <summary>The frame as bytes, for a single write.</summary>
    public static byte[] Encode(FetcherFrame frame)
    {
        var bytes = new byte[FetcherFrame.HeaderLength + frame.Contents.Length];
        bytes[0] = (byte)frame.Type;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), frame.Contents.Length);
        frame.Contents.CopyTo(bytes.AsMemory(FetcherFrame.HeaderLength));
        return bytes;
    }

    private static int LengthOf(ReadOnlySpan<byte> header, int maximumLength)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        return length <= maximumLength
            ? (int)length
            : throw new InvalidDataException($"a frame of {length} bytes exceeds the maximum of {maximumLength} bytes");
    }
}
