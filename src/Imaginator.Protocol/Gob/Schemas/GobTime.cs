using System.Buffers.Binary;

namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// A Go time as it is sent on the wire, with nanosecond resolution. The default value, year 1, represents "none".
/// </summary>
/// <param name="Seconds">Seconds since 0001-01-01 00:00:00 UTC.</param>
/// <param name="Nanoseconds">The fraction of the second, 0 to 999,999,999.</param>
/// <param name="OffsetSeconds">The offset of the display time zone from UTC; null for UTC itself.</param>
public readonly record struct GobTime(long Seconds, int Nanoseconds = 0, int? OffsetSeconds = null)
{
    private const int LengthOfVersion1 = 15;
    private const int LengthOfVersion2 = 16;
    private const short MinutesForUtc = -1;

    /// <summary>Converts a time; year 1 becomes "none".</summary>
    /// <returns>The same instant, in UTC.</returns>
    public static GobTime From(DateTimeOffset time)
    {
        var (seconds, ticks) = Math.DivRem(time.UtcTicks, TimeSpan.TicksPerSecond);
        return new GobTime(seconds, (int)(ticks * TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Converts an optional time.</summary>
    /// <returns>The same instant, in UTC; "none" for null.</returns>
    public static GobTime From(DateTimeOffset? time) => time is { } value ? From(value) : default;

    /// <summary>Converts to a .NET time with a resolution of 100 ns; times outside its range are clamped.</summary>
    /// <returns>The instant, in UTC.</returns>
    public DateTimeOffset ToDateTimeOffset()
    {
        var lastSecond = DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerSecond;
        return Seconds switch
        {
            < 0 => DateTimeOffset.MinValue,
            _ when Seconds > lastSecond => DateTimeOffset.MaxValue,
            _ => new DateTimeOffset(
                Seconds * TimeSpan.TicksPerSecond + Nanoseconds / TimeSpan.NanosecondsPerTick, TimeSpan.Zero),
        };
    }

    /// <summary>Converts to a .NET time; year 1 represents "none".</summary>
    /// <returns>The instant, in UTC; null for "none".</returns>
    public DateTimeOffset? ToNullableDateTimeOffset() =>
        Seconds == 0 && Nanoseconds == 0 ? null : ToDateTimeOffset();

    /// <summary>Decodes Go's own encoding of <c>time.Time</c>.</summary>
    /// <exception cref="GobException">The bytes are not a valid time.</exception>
    public static GobTime Parse(ReadOnlySpan<byte> bytes)
    {
        var version = bytes.IsEmpty ? 0 : bytes[0];
        if (!(version == 1 && bytes.Length == LengthOfVersion1) && !(version == 2 && bytes.Length == LengthOfVersion2))
        {
            throw new GobException($"a time of {bytes.Length} bytes and version {version} is not supported");
        }

        var nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[9..]);
        if (nanoseconds > 999_999_999)
        {
            throw new GobException("a time has more than a second of nanoseconds");
        }

        var minutes = BinaryPrimitives.ReadInt16BigEndian(bytes[13..]);
        int? offset = minutes == MinutesForUtc && version == 1
            ? null
            : minutes * 60 + (version == 2 ? (sbyte)bytes[15] : 0);
        return new GobTime(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), (int)nanoseconds, offset);
    }

    /// <summary>Encodes as Go's own encoding of <c>time.Time</c>.</summary>
    /// <param name="destination">The destination; at least 16 bytes.</param>
    /// <returns>The number of bytes written.</returns>
    public int Format(Span<byte> destination)
    {
        var (minutes, seconds) = OffsetSeconds is { } offset ? (offset / 60, offset % 60) : (MinutesForUtc, 0);
        destination[0] = (byte)(seconds == 0 ? 1 : 2);
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], Seconds);
        BinaryPrimitives.WriteInt32BigEndian(destination[9..], Nanoseconds);
        BinaryPrimitives.WriteInt16BigEndian(destination[13..], (short)minutes);
        if (seconds == 0)
        {
            return LengthOfVersion1;
        }

        destination[15] = (byte)(sbyte)seconds;
        return LengthOfVersion2;
    }
}
