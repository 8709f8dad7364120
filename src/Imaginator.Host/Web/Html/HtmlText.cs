using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Imaginator.Host.Web.Html;

/// <summary>Encodes text for pages: between tags, and in quoted attributes.</summary>
internal static class HtmlText
{
    /// <summary>Escapes all characters that have a meaning in HTML, and keeps the letters of all languages.</summary>
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);
}
