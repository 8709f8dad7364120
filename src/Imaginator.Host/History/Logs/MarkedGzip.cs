using System.Buffers.Binary;
using System.IO.Compression;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// Gzip files whose headers have the marks of the log in an extra field (RFC 1952, 2.3.1.1). All programs read the log and skip the
/// field, earlier versions of this one included.
/// </summary>
internal static class MarkedGzip
{
    private const int HeaderLength = 10;
    private const int SubfieldHeaderLength = 4;
    private const byte HasExtraField = 4;

    /// <summary>The name of the subfield.</summary>
    private static ReadOnlySpan<byte> Subfield => "Im"u8;

    /// <summary>Begins a file. The caller writes the log to the result, and disposes of it before <paramref name="file"/>.</summary>
    public static GZipStream Create(Stream file, LogMarks marks)
    {
        var encoded = LogMarkCodec.Encode(marks, ushort.MaxValue - SubfieldHeaderLength);
        return new GZipStream(
            new HeaderReplacement(file, HeaderOf(encoded), HeaderLength), CompressionLevel.Optimal, leaveOpen: false);
    }

    /// <summary>Reads the marks of a file from its start; none if it has none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LogMarks ReadMarks(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength + sizeof(ushort)];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8])
            || (header[3] & HasExtraField) == 0)
        {
            return LogMarks.None;
        }

        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[HeaderLength..])];
        file.ReadExactly(extra);
        for (var rest = extra.AsMemory(); rest.Length >= SubfieldHeaderLength;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest.Span[2..]);
            var field = rest[SubfieldHeaderLength..];
            if (length > field.Length)
            {
                break;
            }

            if (rest.Span.StartsWith(Subfield) && length > 0)
            {
                return LogMarkCodec.Decode(field[..length]);
            }

            rest = field[length..];
        }

        return LogMarks.None;
    }

    // The fixed part is that of zlib: deflate, no time, Unix.
    private static byte[] HeaderOf(byte[] encoded)
    {
        var header = new byte[HeaderLength + sizeof(ushort) + SubfieldHeaderLength + encoded.Length];
        ReadOnlySpan<byte> start = [0x1f, 0x8b, 8, HasExtraField, 0, 0, 0, 0, 0, 3];
        start.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(HeaderLength), (ushort)(SubfieldHeaderLength + encoded.Length));
        Subfield.CopyTo(header.AsSpan(HeaderLength + sizeof(ushort)));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(HeaderLength + sizeof(ushort) + Subfield.Length), (ushort)encoded.Length);
        encoded.CopyTo(header.AsSpan(HeaderLength + sizeof(ushort) + SubfieldHeaderLength));
        return header;
    }
}
