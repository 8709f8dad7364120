using System.Globalization;

namespace Imaginator.BuilderTool.Output;

/// <summary>The format of times for people: RFC 3339, in the time zone of this machine.</summary>
internal static class TimeFormat
{
    public static string Local(DateTimeOffset time, TimeProvider timeProvider) =>
        TimeZoneInfo.ConvertTime(time, timeProvider.LocalTimeZone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
