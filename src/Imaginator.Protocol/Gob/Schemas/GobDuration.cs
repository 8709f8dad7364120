namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A Go duration: nanoseconds, encoded as an int.</summary>
/// <param name="Nanoseconds">The length in nanoseconds; may be negative.</param>
public readonly record struct GobDuration(long Nanoseconds)
{
    /// <summary>Converts a duration; durations above 292 years become 292 years.</summary>
    public static GobDuration From(TimeSpan duration) => new(duration.Ticks switch
    {
        > long.MaxValue / TimeSpan.NanosecondsPerTick => long.MaxValue,
        < long.MinValue / TimeSpan.NanosecondsPerTick => long.MinValue,
        var ticks => ticks * TimeSpan.NanosecondsPerTick,
    });

    /// <summary>Converts to a .NET duration with a resolution of 100 ns.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);
}
