using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>All pages can be read without scripts.</summary>
public sealed class PlainPageTests(ConsoleSite site, ChromiumFixture chromium)
{
    [Theory]
    [InlineData("/", "main .cards")]
    [InlineData("/showDirectedGraph", "tr[data-stream='web/shop-de'] a[href='/showImageStream?web/shop']")]
    [InlineData("/dashboards", "#failures td:has-text('scripts')")]
    [InlineData("/showImageStream?{stream}", "tr[data-image]")]
    [InlineData("/builds/{failed}", "#stages li[data-state='failed']")]
    [InlineData("/builds/{failed}/log", "#log li:has-text('no such device')")]
    [InlineData("/builds/{failed}/log?find=device", "#matches li")]
    [InlineData("/images/sizes?image={image}&path=/", "#sizes tr:has-text('usr')")]
    [InlineData("/images/diff?image={previous}&with={image}&path=/etc/motd", "#diff tr.added")]
    [InlineData("/api/v1/reference", "#listStreams a:has-text('/api/v1/streams')")]
    public Task Page_HasItsContents(string address, string selector) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync(site.Fill(address));

            await Expect(tab.Page.Locator(selector).First).ToBeVisibleAsync();
            await Expect(tab.Page.Locator("figure.chart:visible, #graph:visible")).ToHaveCountAsync(0);
        },
        hasScripts: false,
        row: address);

    [Fact]
    public Task Filter_IsAForm() => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync("/showImageStreams");
            await tab.Page.Locator("#search").FillAsync("shop");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();

            await Expect(tab.Page).ToHaveURLAsync(new Regex("search=shop"));
            await Expect(tab.Page.Locator("#result tbody tr")).ToHaveCountAsync(2);
        },
        hasScripts: false);

    [Fact]
    public Task Values_OfChartsAreInATable() => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync("/dashboards");
            await tab.Page.Locator("#table > summary").ClickAsync();

            await Expect(tab.Page.Locator("#table tbody tr").First).ToBeVisibleAsync();
        },
        hasScripts: false);

    [Fact]
    public Task Operation_HasItsDetails() => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync("/api/v1/reference");
            await tab.Page.Locator("#listStreams summary").ClickAsync();

            await Expect(tab.Page.Locator("#listStreams tr[data-parameter='prefix']")).ToBeVisibleAsync();
            await Expect(tab.Page.Locator("#listStreams form")).ToHaveCountAsync(0);
        },
        hasScripts: false);
}
