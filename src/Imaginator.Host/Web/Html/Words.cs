using System.Globalization;

namespace Imaginator.Host.Web.Html;

/// <summary>Times, durations and sizes in words for people.</summary>
internal static class Words
{
    /// <summary>A duration, with as much precision as anybody wants: <c>0.04s</c>, <c>2.5s</c>, <c>3m07s</c>, <c>2h05m</c>, <c>3d04h</c>.</summary>
    /// <param name="duration">The duration; a negative one, of a clock that was set back, is none.</param>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { Ticks: <= 0 } => "0s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00}s"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0}s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalSeconds)}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m{duration.Seconds:00}s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours}h{duration.Minutes:00}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.Days}d{duration.Hours:00}h"),
    };

    /// <summary>A point in time as the machine's people write it: its local time, with the offset.</summary>
    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>A point in time for programs.</summary>
    public static string IsoTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 stream</c>, <c>5,000 streams</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="thing">One of them; an s makes more.</param>
    public static string Count(int count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");
}
