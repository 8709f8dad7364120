using System.Globalization;

namespace Imaginator.BuilderTool.Output;

/// <summary>Points in time for people.</summary>
internal static class Moments
{
    /// <summary>Writes a moment in this machine's time.</summary>
    public static string Local(DateTimeOffset moment, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Writes a moment in this machine's time, with the offset from UTC.</summary>
    public static string LocalWithOffset(DateTimeOffset moment, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
