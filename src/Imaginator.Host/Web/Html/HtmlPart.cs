namespace Imaginator.Host.Web.Html;

/// <summary>Writes a part of a page; templates of other parts can contain it.</summary>
internal delegate void HtmlPart(HtmlWriter html);
