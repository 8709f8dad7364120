using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Imaginator.Host.Web.Graphs;

namespace Imaginator.Host.Tests.Web.Graphs;

public sealed class ForestDrawingTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Streams_AreToTheRightOfTheirSources()
    {
        var drawing = Draw(Node("a"), Node("b", "a"), Node("c", "b"), Node("d", "a"), Node("e"));
        var (x, y) = Positions(drawing);

        Assert.True(x["a"] < x["b"] && x["b"] < x["c"]);
        Assert.Equal(x["b"], x["d"]);
        Assert.Equal(x["a"], x["e"]);
        Assert.Equal(["a", "b", "c", "d", "e"], y.OrderBy(row => row.Value).Select(row => row.Key));
        Assert.Equal(3, drawing.Descendants(Svg + "path").Count());
    }

    [Fact]
    public void Cycle_IsDrawn()
    {
        var drawing = Draw(Node("a", "b"), Node("b", "a"), Node("c", "c"));

        Assert.Equal(3, drawing.Descendants(Svg + "rect").Count());
        Assert.Equal(3, drawing.Descendants(Svg + "path").Count());
    }

    [Fact]
    public void States_HaveTheirClasses()
    {
        var drawing = Draw(new GraphNode("a", null, GraphNodeState.Failed, false), new GraphNode("b", null, GraphNodeState.Missing, false));

        Assert.Equal(["failed", "missing"], drawing.Descendants(Svg + "rect").Select(rect => (string)rect.Attribute("class")!));
    }

    [Fact]
    public void Names_AreText_HoweverLong()
    {
        var drawing = Draw(Node("\"><script>alert(1)</script>&amp;"), Node("x/" + new string('y', 1000)));

        Assert.Empty(drawing.Descendants(Svg + "script"));
        Assert.Contains(drawing.Descendants(Svg + "text"), text => text.Value == "\"><script>alert(1)</script>&amp;");
        Assert.Contains(drawing.Descendants(Svg + "text"), text => text.Value.Length <= 44 && text.Value.StartsWith('…'));
    }

    [Fact]
    public void NoStreams_AreAnEmptyDrawing() => Assert.Empty(Draw().Descendants(Svg + "rect"));

    private static GraphNode Node(string name, string? source = null) => new(name, source, GraphNodeState.Succeeded, false);

    private static XDocument Draw(params ImmutableArray<GraphNode> nodes) =>
        XDocument.Parse(Encoding.UTF8.GetString(ForestDrawing.Draw(nodes).Span));

    private static (Dictionary<string, int> X, Dictionary<string, int> Y) Positions(XDocument drawing)
    {
        var texts = drawing.Descendants(Svg + "text").ToList();
        return (
            texts.ToDictionary(text => text.Value, text => Number(text, "x"), StringComparer.Ordinal),
            texts.ToDictionary(text => text.Value, text => Number(text, "y"), StringComparer.Ordinal));
    }

    private static int Number(XElement element, string attribute) =>
        int.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
