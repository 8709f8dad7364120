using System.Collections.Immutable;
using Microsoft.AspNetCore.Html;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>The base of the slices of the reference.</summary>
internal abstract class ReferenceSlice<TModel> : ConsoleSlice<TModel>
{
    /// <summary>A type whose schemas are links to their sections.</summary>
    protected HtmlString TypeLinks(ImmutableArray<TypePart> type)
    {
        foreach (var part in type)
        {
            if (part.IsSchema)
            {
                WriteLiteral("<a href=\"#");
                Write(DocumentedSchema.AnchorOf(part.Text));
                WriteLiteral("\">");
                Write(part.Text);
                WriteLiteral("</a>");
            }
            else
            {
                Write(part.Text);
            }
        }

        return HtmlString.Empty;
    }
}
