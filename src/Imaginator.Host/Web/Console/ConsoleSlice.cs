using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Html;
using RazorSlices;

namespace Imaginator.Host.Web.Console;

/// <summary>
/// The base of all slices, with the small parts that many of them share. Parts write themselves and return nothing to write, so that a
/// slice contains them as <c>@StreamLink(name)</c>. Only literals are written as markup; all other text is escaped.
/// </summary>
internal abstract class ConsoleSlice<TModel> : RazorSlice<TModel>, IFramedSlice
{
    public PageFrame Frame { get; set; } = new() { Clock = new PageClock(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) };

    protected PageClock Clock => Frame.Clock;

    /// <summary>An address of this daemon, under the path of its proxy.</summary>
    protected string At(string address) => Frame.PathBase + address;

    /// <summary>Renders another slice here.</summary>
    protected ValueTask<HtmlString> PartAsync<TPart>(ConsoleSlice<TPart> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Frame = Frame;
        return RenderPartialAsync(part);
    }

    /// <summary>A name whose line a browser can break after each slash.</summary>
    protected HtmlString Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var start = 0;
        while (name.IndexOf('/', start) is >= 0 and var slash && slash < name.Length - 1)
        {
            Write(name[start..(slash + 1)]);
            WriteLiteral("<wbr>");
            start = slash + 1;
        }

        Write(name[start..]);
        return HtmlString.Empty;
    }

    /// <summary>A link to an address of this daemon, whose text is a name.</summary>
    protected HtmlString Link(string address, string name)
    {
        WriteLiteral("<a href=\"");
        Write(At(address));
        WriteLiteral("\">");
        Name(name);
        WriteLiteral("</a>");
        return HtmlString.Empty;
    }

    /// <summary>A stream as a link to its page; plain text on a port without these pages.</summary>
    protected HtmlString StreamLink(string name) =>
        Frame.HasImagesOnly ? Name(name) : Link(PageAddress.Of(PageAddress.Stream, name), name);

    /// <summary>A user as a link to the builds that the user requested.</summary>
    protected HtmlString UserLink(string name) => Link(PageAddress.Of(BuildListAddress.OfRequestor(BuildListKind.All), name), name);

    /// <summary>A build as a link to its page.</summary>
    protected HtmlString BuildLink(BuildId id) => Link(PageAddress.OfBuild(id), id.ToString());

    /// <summary>An image as a link to its page; nothing for null or an empty name.</summary>
    protected HtmlString ImageLink(string? name) => string.IsNullOrEmpty(name) ? HtmlString.Empty : Link(ImageAddress.Of(name), name);

    /// <summary>A point in time, to the second. Nothing for null.</summary>
    protected HtmlString Time(DateTimeOffset? time)
    {
        if (time is { } known)
        {
            WriteLiteral("<time datetime=\"");
            Write(DisplayFormat.UtcTime(known));
            WriteLiteral("\">");
            Write(DisplayFormat.Time(known, Clock.Zone));
            WriteLiteral("</time>");
        }

        return HtmlString.Empty;
    }

    /// <summary>The age of a point in time; the time itself is in the tool tip. Nothing for null.</summary>
    protected HtmlString Age(DateTimeOffset? time)
    {
        if (time is { } known)
        {
            WriteLiteral("<time datetime=\"");
            Write(DisplayFormat.UtcTime(known));
            WriteLiteral("\" title=\"");
            Write(DisplayFormat.Time(known, Clock.Zone));
            WriteLiteral("\">");
            Write(DisplayFormat.Duration(Clock.Now - known));
            WriteLiteral(" ago</time>");
        }

        return HtmlString.Empty;
    }

    /// <summary>The time until a point in time, or its age; the time itself is in the tool tip. Nothing for null.</summary>
    protected HtmlString Until(DateTimeOffset? time)
    {
        if (time is not { } known || known <= Clock.Now)
        {
            return Age(time);
        }

        WriteLiteral("<time datetime=\"");
        Write(DisplayFormat.UtcTime(known));
        WriteLiteral("\" title=\"");
        Write(DisplayFormat.Time(known, Clock.Zone));
        WriteLiteral("\">in ");
        Write(DisplayFormat.Duration(known - Clock.Now));
        WriteLiteral("</time>");
        return HtmlString.Empty;
    }

    /// <summary>A result as a coloured word; the meaning does not depend on the colour.</summary>
    protected HtmlString Badge(RecordedResult result) => Badge(result.ToDisplay(), result.ToDisplay());

    /// <summary>A coloured word. The class is a constant of the style sheet.</summary>
    protected HtmlString Badge(string cssClass, string text)
    {
        WriteLiteral("<span class=\"badge ");
        Write(cssClass);
        WriteLiteral("\">");
        Write(text);
        WriteLiteral("</span>");
        return HtmlString.Empty;
    }

    /// <summary>The field that a form of a session must have.</summary>
    protected HtmlString FormToken()
    {
        if (Frame.Visitor.FormToken.Length > 0)
        {
            WriteLiteral("<input type=\"hidden\" name=\"");
            Write(Frame.Visitor.FormField);
            WriteLiteral("\" value=\"");
            Write(Frame.Visitor.FormToken);
            WriteLiteral("\">");
        }

        return HtmlString.Empty;
    }

    /// <summary>A number of bytes, for people.</summary>
    protected static string Bytes(ulong bytes) => Quantities.ByteSize.Describe((long)Math.Min(bytes, long.MaxValue));
}
