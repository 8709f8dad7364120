namespace Imaginator.Host.Web.Html;

/// <summary>A part of a page: a component that other parts put into their holes.</summary>
/// <param name="html">Gets it.</param>
internal delegate void HtmlPart(HtmlWriter html);
