using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Pages;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;

namespace Imaginator.Browser.Tests;

/// <summary>axe-core finds nothing on any page, in light and dark, on a desktop and on a phone.</summary>
public sealed class AccessibilityTests(ConsoleSite site, ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    public static TheoryData<string> Addresses => [.. KnownPages.All.Select(page => page.Address)];

    // Each width and each scheme once; ./test.sh --long browser checks all combinations.
    private static ((int Width, int Height) Size, ColorScheme Scheme)[] Forms =>
        Environment.GetEnvironmentVariable("IMAGINATOR_BROWSER_FORMS") == "all"
            ? [(Tab.Desktop, ColorScheme.Light), (Tab.Desktop, ColorScheme.Dark), (Tab.Phone, ColorScheme.Light), (Tab.Phone, ColorScheme.Dark)]
            : [(Tab.Desktop, ColorScheme.Light), (Tab.Phone, ColorScheme.Dark)];

    [Theory]
    [MemberData(nameof(Addresses))]
    public Task Page_IsAccessible(string address) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync(site.Fill(address));
            await CheckAsync(tab);
        },
        row: address);

    [Fact]
    public Task FailurePage_IsAccessible() => chromium.RunAsync(site.Home, async tab =>
    {
        tab.ExpectError("status of 404");
        await tab.GoAsync("/showImageStream?none", status: 404);
        await CheckAsync(tab);
    });

    [Fact]
    public Task OpenedBuildForm_IsAccessible() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(site.Fill("/showImageStream?{stream}"));
        await tab.Page.Locator("#build > summary").ClickAsync();
        await CheckAsync(tab);
    });

    private static async Task CheckAsync(Tab tab)
    {
        var page = tab.Page;
        foreach (var ((width, height), scheme) in Forms)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });

#pragma warning disable CS0618 // The other mode opens a blank page for each check, for pages with frames: these have none.
            var result = await page.RunAxeLegacy();
#pragma warning restore CS0618

            Assert.NotEmpty(result.Passes);
            Assert.True(
                result.Violations.Length == 0,
                $"{page.Url}, {scheme}, {width} pixels wide:\n{string.Join('\n', result.Violations.Select(Describe))}");
        }
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n{string.Join('\n', violation.Nodes.Select(node => $"    {node.Html}"))}";
}
