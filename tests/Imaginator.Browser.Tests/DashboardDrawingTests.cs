using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>The dashboards as a script draws them.</summary>
public sealed class DashboardDrawingTests(ConsoleSite site, ChromiumFixture chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public Task Charts_AreDrawnFromTheHistory(ColorScheme scheme) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            var page = tab.Page;
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await tab.GoAsync("/dashboards");

            await Expect(page.Locator("figure.chart")).ToHaveCountAsync(6);
            foreach (var chart in new[] { "builds", "durations" })
            {
                await Expect(page.Locator($"#{chart}[data-drawn] canvas")).ToBeVisibleAsync();
            }

            await Expect(page.Locator("#builds .u-legend")).ToContainTextAsync("succeeded");
            await Expect(page.Locator("#failures tbody tr")).ToHaveCountAsync(1);
            await Expect(page.Locator("#failures")).ToContainTextAsync("scripts");
        },
        row: $"-{scheme}");

    [Fact]
    public Task Range_IsSelected() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync("/dashboards");
        await page.GetByRole(AriaRole.Link, new() { Name = "30 days" }).ClickAsync();
        await tab.WaitUntilDrawnAsync();

        await Expect(page.Locator("nav.links a[aria-current='page']")).ToHaveTextAsync("30 days");
        await Expect(page.Locator("#builds[data-drawn] canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("#table summary")).ToContainTextAsync("6 hours");
    });
}
