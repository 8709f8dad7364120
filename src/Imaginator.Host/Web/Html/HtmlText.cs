using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Imaginator.Host.Web.Html;

/// <summary>How text becomes part of a page: between tags, or in an attribute in quotes.</summary>
internal static class HtmlText
{
    /// <summary>Escapes everything that could mean something; letters of all languages stay as they are.</summary>
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);
}
