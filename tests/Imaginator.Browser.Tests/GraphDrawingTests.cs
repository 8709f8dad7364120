using System.Globalization;
using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>The dependency graph as a script lays it out.</summary>
public sealed class GraphDrawingTests(ConsoleSite site, ChromiumFixture chromium)
{
    private const string Address = "/showDirectedGraph";

    /// <summary>The smallest contrast between the text of a node and the node, as WCAG 2 defines it.</summary>
    private const string SmallestContrast = """
        () => {
            const luminance = color => {
                const [r, g, b] = color.match(/[0-9.]+/g).map(Number)
                    .map(value => value / 255)
                    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = node => {
                const [dark, light] = ["text", "rect"]
                    .map(part => luminance(getComputedStyle(node.querySelector(part)).fill)).sort((a, b) => a - b);
                return (light + 0.05) / (dark + 0.05);
            };
            return Math.min(...[...document.querySelectorAll("#graph a.node")].map(contrast));
        }
        """;

    [Fact]
    public Task Nodes_AreLinksToStreams() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Address);
        await Expect(Node(tab, ConsoleSite.Failing)).ToHaveClassAsync(new Regex("failed"));
        await Expect(Node(tab, ConsoleSite.NeverBuilt)).ToHaveClassAsync(new Regex("never"));
        await Expect(Node(tab, ConsoleSite.Stream)).ToHaveClassAsync(new Regex("succeeded"));
        await Node(tab, ConsoleSite.Stream).ClickAsync();

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync(ConsoleSite.Stream);
    });

    [Fact]
    public Task LargeDirectory_IsOneNode_UntilItIsOpened() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(Address);
        await Expect(Node(tab, ConsoleSite.ManyDirectory)).ToHaveClassAsync(new Regex("directory"));
        await Expect(Nodes(tab)).ToHaveCountAsync(ConsoleSite.AllStreams - ConsoleSite.ManyStreams + 1);

        await Node(tab, ConsoleSite.ManyDirectory).ClickAsync();
        await Expect(Nodes(tab)).ToHaveCountAsync(ConsoleSite.AllStreams);
        await page.GetByRole(AriaRole.Button, new() { Name = "collapse all" }).ClickAsync();
        await Expect(Nodes(tab)).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "expand all" }).ClickAsync();
        await Expect(Nodes(tab)).ToHaveCountAsync(ConsoleSite.AllStreams);
    });

    [Fact]
    public Task Streams_AreToTheRightOfTheirSources() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Address);
        string[] chain = ["base", ConsoleSite.Stream, ConsoleSite.Dependent];
        var positions = new List<float>();
        foreach (var stream in chain)
        {
            positions.Add((await Node(tab, stream).BoundingBoxAsync())!.X);
        }

        Assert.Equal(positions.Order(), positions);
        Assert.Equal(chain.Length, positions.Distinct().Count());
    });

    [Fact]
    public Task Drawing_IsZoomed() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(Address);
        var all = await WidthAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "zoom in" }).ClickAsync();
        var part = await WidthAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "fit" }).ClickAsync();

        Assert.True(part < all, $"{part} units of {all} are visible after zooming in");
        Assert.Equal(all, await WidthAsync());

        async Task<double> WidthAsync() => double.Parse(
            (await page.Locator("#graph svg").GetAttributeAsync("viewBox"))!.Split(' ')[2], CultureInfo.InvariantCulture);
    });

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task Nodes_AreReadable(ColorScheme scheme) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await tab.GoAsync(Address);

            Assert.InRange(await tab.Page.EvaluateAsync<double>(SmallestContrast), 4.5, 21);
        },
        row: $"-{scheme}");

    [Fact]
    public Task Part_IsSelected() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Address);
        await tab.Page.Locator("input[name='exclude']").FillAsync(ConsoleSite.ManyDirectory);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "show" }).ClickAsync();
        await tab.WaitUntilDrawnAsync();

        await Expect(Nodes(tab)).ToHaveCountAsync(ConsoleSite.AllStreams - ConsoleSite.ManyStreams);
    });

    private static ILocator Nodes(Tab tab) => tab.Page.Locator("#graph a.node");

    private static ILocator Node(Tab tab, string name) => tab.Page.Locator($"#graph a.node[data-node='{name}']");
}
