using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Html;

/// <summary>Small parts that many pages share.</summary>
internal static class PageParts
{
    /// <summary>A link; the address comes from <see cref="PageAddress"/>.</summary>
    public static HtmlPart Link(string address, string text) => html => html.Write($"<a href=\"{address}\">{text}</a>");

    /// <summary>The age of a point in time; the time itself is in the tool tip. Nothing for null.</summary>
    public static HtmlPart Age(DateTimeOffset? time, PageClock clock) => html =>
    {
        if (time is { } known)
        {
            html.Write($"<time datetime=\"{DisplayFormat.UtcTime(known)}\" title=\"{DisplayFormat.Time(known, clock.Zone)}\">");
            html.Write($"{DisplayFormat.Duration(clock.Now - known)} ago</time>");
        }
    };

    /// <summary>A point in time, to the second. Nothing for null.</summary>
    public static HtmlPart Time(DateTimeOffset? time, PageClock clock) => html =>
    {
        if (time is { } known)
        {
            html.Write($"<time datetime=\"{DisplayFormat.UtcTime(known)}\">{DisplayFormat.Time(known, clock.Zone)}</time>");
        }
    };

    /// <summary>A result as a coloured word; the meaning does not depend on the colour.</summary>
    public static HtmlPart Badge(RecordedResult result) => html =>
        html.Write($"<span class=\"badge {result.ToDisplay()}\">{result.ToDisplay()}</span>");
}
