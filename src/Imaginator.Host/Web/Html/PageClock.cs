namespace Imaginator.Host.Web.Html;

/// <summary>The time at which a page is made, and the zone that it shows times in.</summary>
/// <param name="Now">The time.</param>
/// <param name="Zone">The zone: the machine's.</param>
internal sealed record PageClock(DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>The time now.</summary>
    public static PageClock Of(TimeProvider time) => new(time.GetUtcNow(), time.LocalTimeZone);
}
