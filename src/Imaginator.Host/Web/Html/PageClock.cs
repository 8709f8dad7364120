namespace Imaginator.Host.Web.Html;

/// <summary>The time at which a page is made, and the zone in which it shows times: the machine's.</summary>
internal sealed record PageClock(DateTimeOffset Now, TimeZoneInfo Zone)
{
    public static PageClock Of(TimeProvider timeProvider) => new(timeProvider.GetUtcNow(), timeProvider.LocalTimeZone);
}
