using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Pages;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>axe-core finds nothing on any page, in light and dark, on a desktop and on a phone.</summary>
public sealed class AccessibilityTests(ConsoleSite site, ChromiumFixture chromium)
{
    private static (string Name, (int Width, int Height) Size, ColorScheme Scheme)[] Forms =>
    [
        ("desktop, light", Tab.Desktop, ColorScheme.Light),
        ("phone, dark", Tab.Phone, ColorScheme.Dark),
        ("desktop, dark", Tab.Desktop, ColorScheme.Dark),
        ("phone, light", Tab.Phone, ColorScheme.Light),
    ];

    // All pages in all forms, or some pages, each in one of the forms.
    public static TheoryData<string, string> Pages => Share.IsComplete
        ? [.. KnownPages.All.SelectMany(_ => Forms, (page, form) => (page.Address, form.Name))]
        : [.. KnownPages.Kinds.Select((address, i) => (address, Forms[i % Forms.Length].Name))];

    public static TheoryData<string> ReferenceForms => Share.IsComplete ? [.. Forms.Select(form => form.Name)] : ["phone, dark"];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_IsAccessible(string address, string form) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync(site.Fill(address));
            await CheckAsync(tab, form);
        },
        row: $"{address}, {form}");

    [Fact]
    public Task FailurePage_IsAccessible() => chromium.RunAsync(site.Home, async tab =>
    {
        tab.ExpectError("status of 404");
        await tab.GoAsync("/showImageStream?none", status: 404);
        await CheckAsync(tab, "desktop, light");
    });

    [Fact]
    public Task OpenedBuildForm_IsAccessible() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(site.Fill("/showImageStream?{stream}"));
        await tab.Page.Locator("#build > summary").ClickAsync();
        await CheckAsync(tab, "desktop, light");
    });

    [Theory]
    [MemberData(nameof(ReferenceForms))]
    public Task OpenedOperations_AreAccessible(string form) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            var page = tab.Page;
            await tab.GoAsync("/api/v1/reference#listStreams");
            await page.Locator("#listStreams").GetByText("Try it").ClickAsync();
            await page.Locator("#listStreams").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await Expect(page.Locator("#listStreams form pre")).ToBeVisibleAsync();
            await page.Locator("#startBuild > details > summary").ClickAsync();
            await page.Locator("#startBuild").GetByText("Try it").ClickAsync();
            await page.Locator("#startBuild").GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            if (Share.IsComplete)
            {
                await page.Locator("#schemas + details > summary").ClickAsync();
            }

            await CheckAsync(tab, form);
        },
        row: form);

    private static async Task CheckAsync(Tab tab, string form)
    {
        var page = tab.Page;
        var (_, (width, height), scheme) = Forms.Single(known => known.Name == form);
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });

#pragma warning disable CS0618 // The other mode opens a blank page for each check, for pages with frames: these have none.
        var result = await page.RunAxeLegacy();
#pragma warning restore CS0618

        Assert.NotEmpty(result.Passes);
        Assert.True(
            result.Violations.Length == 0,
            $"{page.Url}, {form}:\n{string.Join('\n', result.Violations.Select(Describe))}");
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n{string.Join('\n', violation.Nodes.Select(node => $"    {node.Html}"))}";
}
