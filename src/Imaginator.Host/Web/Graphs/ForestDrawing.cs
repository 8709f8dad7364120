using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Files;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Graphs;

/// <summary>
/// Draws the dependency graph as SVG, left to right. Each stream has one source stream at most, so that the graph consists of trees:
/// the distance from the root decides the column, and the order of names the row.
/// </summary>
internal static class ForestDrawing
{
    private const int ColumnWidth = 340;
    private const int RowHeight = 26;
    private const int BoxHeight = 20;
    private const int LetterWidth = 7;
    private const int MaximumLetters = 44;
    private const int Margin = 8;

    private static ReadOnlySpan<byte> Style =>
        """
        <style>
        rect{fill:#f6f7f9;stroke:#5c6670}text{font:12px sans-serif;fill:#1b1f24}path{fill:none;stroke:#5c6670}
        .succeeded{fill:#e3f4e8}.failed,.missing{fill:#fbe7e5;stroke:#a3211b}.running{fill:#fdf1d9}
        @media (prefers-color-scheme:dark){rect{fill:#1c232a;stroke:#9aa5b0}text{fill:#e4e8ec}path{stroke:#9aa5b0}
        .succeeded{fill:#17351f}.failed,.missing{fill:#45201d;stroke:#f59c95}.running{fill:#3d3013}}
        </style>
        """u8;

    /// <summary>Draws nodes.</summary>
    public static ReadOnlyMemory<byte> Draw(ImmutableArray<GraphNode> nodes)
    {
        var places = Place(nodes);
        var columns = places.Count == 0 ? 1 : places.Values.Max(place => place.Column) + 1;
        var output = new ArrayBufferWriter<byte>();
        Write(output, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{(columns * ColumnWidth) + Margin}\" height=\"{(nodes.Length * RowHeight) + (2 * Margin)}\">");
        output.WriteMarkup(Style);
        foreach (var node in nodes.Where(node => node.Source is not null && places.ContainsKey(node.Source)))
        {
            var (from, to) = (places[node.Source!], places[node.Name]);
            var (x1, y1) = (XOf(from) + WidthOf(node.Source!), YOf(from) + (BoxHeight / 2));
            var (x2, y2) = (XOf(to), YOf(to) + (BoxHeight / 2));
            Write(output, $"<path d=\"M{x1} {y1}C{x1 + 30} {y1} {x2 - 30} {y2} {x2} {y2}\"/>");
        }

        foreach (var node in nodes)
        {
            var place = places[node.Name];
            Write(output, $"<rect class=\"{node.State.ToString().ToLowerInvariant()}\" x=\"{XOf(place)}\" y=\"{YOf(place)}\" rx=\"4\" width=\"{WidthOf(node.Name)}\" height=\"{BoxHeight}\"/>");
            Write(output, $"<text x=\"{XOf(place) + 6}\" y=\"{YOf(place) + 14}\">");
            output.WriteText(LabelOf(node.Name));
            output.WriteMarkup("</text>"u8);
        }

        output.WriteMarkup("</svg>"u8);
        return output.WrittenMemory;
    }

    private static Dictionary<string, (int Column, int Row)> Place(ImmutableArray<GraphNode> nodes)
    {
        var places = new Dictionary<string, (int Column, int Row)>(StringComparer.Ordinal);
        var children = nodes.Where(node => node.Source is not null).ToLookup(node => node.Source!, StringComparer.Ordinal);
        var open = new Stack<(string Name, int Column)>();

        // The streams of a cycle have no root: they come last.
        foreach (var root in nodes.Where(node => node.Source is null).Concat(nodes))
        {
            open.Push((root.Name, 0));
            while (open.TryPop(out var next))
            {
                if (places.TryAdd(next.Name, (next.Column, places.Count)))
                {
                    foreach (var child in children[next.Name].Reverse())
                    {
                        open.Push((child.Name, next.Column + 1));
                    }
                }
            }
        }

        return places;
    }

    // Numbers and constants only: names go through WriteText.
    private static void Write(ArrayBufferWriter<byte> output, FormattableString markup) =>
        output.WriteMarkup(System.Text.Encoding.UTF8.GetBytes(markup.ToString(CultureInfo.InvariantCulture)));

    private static string LabelOf(string name)
    {
        var text = FileName.ToDisplay(name);
        return text.Length <= MaximumLetters ? text : "…" + text[^(MaximumLetters - 1)..];
    }

    private static int WidthOf(string name) => (LabelOf(name).Length * LetterWidth) + 12;

    private static int XOf((int Column, int Row) place) => Margin + (place.Column * ColumnWidth);

    private static int YOf((int Column, int Row) place) => Margin + (place.Row * RowHeight);
}
