using System.Collections.Immutable;
using System.IO.Compression;

namespace Imaginator.Host.History.Logs;

/// <summary>The binary form of marks: differences of offsets and times as variable-length integers, compressed.</summary>
internal static class LogMarkCodec
{
    private const byte Version = 1;

    // More than a log can have.
    private const int MaximumMarks = 1_000_000;

    private static readonly TimeSpan CoarseStep = TimeSpan.FromSeconds(1);

    /// <summary>Encodes marks in a limited number of bytes. If there are too many, those between stages become rarer.</summary>
    public static byte[] Encode(LogMarks marks, int maximumLength)
    {
        var encoded = EncodeAll(marks);
        for (var step = CoarseStep; encoded.Length > maximumLength && step < TimeSpan.FromDays(1); step *= 4)
        {
            encoded = EncodeAll(new LogMarks(Thin(marks.All, step), marks.FirstError));
        }

        return encoded.Length <= maximumLength ? encoded : [];
    }

    /// <summary>Decodes marks; none if the bytes are not valid, because a log can be read without them.</summary>
    public static LogMarks Decode(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            using var decompressed = new DeflateStream(new MemoryStream(encoded.ToArray(), writable: false), CompressionMode.Decompress);
            using var reader = new BinaryReader(decompressed);
            return reader.ReadByte() == Version ? Read(reader) : LogMarks.None;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            return LogMarks.None;
        }
    }

    private static byte[] EncodeAll(LogMarks marks)
    {
        using var result = new MemoryStream();
        using (var compressed = new DeflateStream(result, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(compressed))
        {
            writer.Write(Version);
            writer.Write7BitEncodedInt64(marks.FirstError is { } error ? error + 1 : 0);
            writer.Write7BitEncodedInt(marks.All.Length);
            var (offset, time) = (0L, 0L);
            foreach (var mark in marks.All)
            {
                var at = mark.At.ToUnixTimeMilliseconds();
                writer.Write7BitEncodedInt64(mark.Offset - offset);
                writer.Write7BitEncodedInt64(at - time);
                writer.Write(mark.Stage ?? "");
                (offset, time) = (mark.Offset, at);
            }
        }

        return result.ToArray();
    }

    private static LogMarks Read(BinaryReader reader)
    {
        var error = reader.Read7BitEncodedInt64();
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MaximumMarks)
        {
            throw new InvalidDataException("invalid number of marks");
        }

        var marks = ImmutableArray.CreateBuilder<LogMark>();
        var (offset, time) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            offset += reader.Read7BitEncodedInt64();
            time += reader.Read7BitEncodedInt64();
            var stage = reader.ReadString();
            marks.Add(new LogMark(offset, DateTimeOffset.FromUnixTimeMilliseconds(time), stage.Length > 0 ? stage : null));
        }

        return new LogMarks(marks.ToImmutable(), error > 0 ? error - 1 : null);
    }

    private static ImmutableArray<LogMark> Thin(ImmutableArray<LogMark> marks, TimeSpan step)
    {
        var kept = ImmutableArray.CreateBuilder<LogMark>();
        foreach (var mark in marks)
        {
            if (kept.Count == 0 || mark.Stage is not null || (mark.At - kept[^1].At).Duration() >= step)
            {
                kept.Add(mark);
            }
        }

        return kept.ToImmutable();
    }
}
