using System.Globalization;

namespace Imaginator.BuilderTool.Output;

/// <summary>The format of times.</summary>
internal static class TimeFormat
{
    /// <summary>In the time zone of this machine.</summary>
    public static string Local(DateTimeOffset time, TimeProvider timeProvider) =>
        TimeZoneInfo.ConvertTime(time, timeProvider.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>In the time zone of this machine, with its offset from UTC.</summary>
    public static string LocalWithOffset(DateTimeOffset time, TimeProvider timeProvider) =>
        TimeZoneInfo.ConvertTime(time, timeProvider.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
