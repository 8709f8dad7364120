namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A Go duration: nanoseconds, an int on the wire.</summary>
/// <param name="Nanoseconds">The length in nanoseconds; may be negative.</param>
internal readonly record struct GobDuration(long Nanoseconds)
{
    /// <summary>Converts a duration; what exceeds 292 years becomes 292 years.</summary>
    public static GobDuration From(TimeSpan duration) => new(duration.Ticks switch
    {
        > long.MaxValue / TimeSpan.NanosecondsPerTick => long.MaxValue,
        < long.MinValue / TimeSpan.NanosecondsPerTick => long.MinValue,
        var ticks => ticks * TimeSpan.NanosecondsPerTick,
    });

    /// <summary>Converts to a .NET duration, whose resolution is 100 ns.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);
}
