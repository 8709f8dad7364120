namespace Imaginator.State.Hours;

/// <summary>A span of whole hours, in steps of equal length; the last step can be shorter. Immutable.</summary>
/// <param name="First">The first hour, counted from the year 1, UTC.</param>
/// <param name="Until">The hour after the last one.</param>
/// <param name="Width">The hours of a step; at least 1.</param>
public sealed record HourSpan(long First, long Until, long Width)
{
    /// <summary>The number of steps.</summary>
    public int Steps => (int)((Until - First + Width - 1) / Width);

    /// <summary>The start of a step.</summary>
    public DateTimeOffset StartOf(int step) => new((First + (step * Width)) * TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>The hour of a time.</summary>
    public static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>The hours from that of one time to that of another, the last hour included if a part of it counts.</summary>
    public static HourSpan Between(DateTimeOffset from, DateTimeOffset until, long width) =>
        new(HourOf(from), (until.UtcTicks + TimeSpan.TicksPerHour - 1) / TimeSpan.TicksPerHour, width);
}
