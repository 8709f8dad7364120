using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Html;

/// <summary>Small parts that many pages are made of.</summary>
internal static class PageParts
{
    /// <summary>A link.</summary>
    /// <param name="address">Where to, from <see cref="PageAddress"/>.</param>
    /// <param name="text">What it says.</param>
    public static HtmlPart Link(string address, string text) => html => html.Write($"<a href=\"{address}\">{text}</a>");

    /// <summary>A point in time, as how long ago it was; the time itself is in its tool tip.</summary>
    public static HtmlPart Age(DateTimeOffset? time, PageClock clock) => html =>
    {
        if (time is { } known)
        {
            html.Write($"<time datetime=\"{Words.IsoTime(known)}\" title=\"{Words.Time(known, clock.Zone)}\">");
            html.Write($"{Words.Duration(clock.Now - known)} ago</time>");
        }
    };

    /// <summary>A point in time, to the second.</summary>
    public static HtmlPart Time(DateTimeOffset? time, PageClock clock) => html =>
    {
        if (time is { } known)
        {
            html.Write($"<time datetime=\"{Words.IsoTime(known)}\">{Words.Time(known, clock.Zone)}</time>");
        }
    };

    /// <summary>A result as a coloured word; the word alone says it all.</summary>
    public static HtmlPart Badge(RecordedResult result) => html =>
        html.Write($"<span class=\"badge {result.ToDisplay()}\">{result.ToDisplay()}</span>");

    /// <summary>A notice that stands out.</summary>
    public static HtmlPart Warning(HtmlPart contents) => html => html.Write($"<div class=\"notice\" role=\"alert\">{contents}</div>");
}
