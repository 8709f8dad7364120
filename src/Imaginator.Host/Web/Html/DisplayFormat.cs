using System.Globalization;

namespace Imaginator.Host.Web.Html;

/// <summary>Formats times, durations and counts for people.</summary>
internal static class DisplayFormat
{
    /// <summary>
    /// A duration with two units at most: <c>0.04 s</c>, <c>2.5 s</c>, <c>24 s</c>, <c>3 min 7 s</c>, <c>2 h 5 min</c>,
    /// <c>3 d 4 h</c>. A negative one (a clock was set back) is <c>0 s</c>.
    /// </summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { Ticks: <= 0 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes} min {duration.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours} h {duration.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.Days} d {duration.Hours} h"),
    };

    /// <summary>A point in time in a zone, as of RFC 3339: <c>2026-11-24T12:00:00+01:00</c>.</summary>
    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A point in time in UTC, as of RFC 3339: <c>2026-11-24T11:00:00Z</c>.</summary>
    public static string UtcTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of day of a line whose page shows the date elsewhere: <c>12:00:00</c>.</summary>
    public static string TimeOfDay(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A number with separators: <c>5,000</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things, whose plural ends with s: <c>1 stream</c>, <c>5,000 streams</c>.</summary>
    public static string Count(long count, string singular) => Count(count, singular, singular + "s");

    /// <summary>A number of things with an irregular plural: <c>1 directory</c>, <c>2 directories</c>.</summary>
    public static string Count(long count, string singular, string plural) => $"{Number(count)} {(count == 1 ? singular : plural)}";

    /// <summary>A share of the whole: <c>12.5 %</c>.</summary>
    public static string Percentage(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
