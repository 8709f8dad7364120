using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Output;

/// <summary>The format of durations for people: <c>2.5s</c>, <c>41s</c>, <c>15m41s</c>.</summary>
internal static class DurationFormat
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    /// <summary>A negative duration, after a clock was set back, is 0.</summary>
    public static string Of(TimeSpan duration)
    {
        var unit = duration < Long ? Tenth : TimeSpan.FromSeconds(1);
        return duration <= TimeSpan.Zero ? "0s" : GoDuration.Format(Math.Round(duration / unit) * unit);
    }
}
