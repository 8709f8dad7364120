using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People look into images, and compare them.</summary>
public sealed class ImageBrowsingTests(ConsoleSite site, ChromiumFixture chromium)
{
    [Fact]
    public Task List_LeadsToAFileOfAnImage() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync("/listImages");
        await page.Locator("#directories a[href='/listImages?web']").ClickAsync();
        await page.Locator($"#directories a[href='/listImages?{ConsoleSite.Stream}']").ClickAsync();
        await page.Locator($"tr[data-image='{site.Image}'] a").ClickAsync();
        await Expect(page.Locator("#tags")).ToContainTextAsync("Release");
        await Expect(page.Locator("#tags")).ToContainTextAsync("stable");
        await Expect(page.Locator("#expires")).ToContainTextAsync("in 5");

        await OpenAsync(page, "Files");
        await page.Locator("#files tr[data-name='etc'] a").ClickAsync();
        await page.Locator("#files tr[data-name='motd'] a").ClickAsync();
        await Expect(page.Locator("#contents")).ToHaveTextAsync(ConsoleSite.NewText);
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#download").ClickAsync());
        Assert.Equal(
            ConsoleSite.NewText, await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    });

    [Fact]
    public Task Directory_ShowsOwnersModesAndCapabilities() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(site.Fill("/images/files?image={image}&path=/usr/bin"));
        var row = tab.Page.Locator("#files tr[data-name='ping']");

        await Expect(row).ToContainTextAsync("cap_net_raw");
        await Expect(row).ToContainTextAsync("-rwxr-xr-x");
        await Expect(row).ToContainTextAsync("0:0");
    });

    [Fact]
    public Task Image_HasPackagesFilterTriggersSizesAndLog() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(site.Fill("/showImage?{image}"));
        await OpenAsync(page, "Packages");
        await Expect(page.Locator("#packages tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("#packages")).ToContainTextAsync("probe");
        await OpenAsync(page, "Filter");
        await Expect(page.Locator("#filter")).ToContainTextAsync("/var/log/");
        await OpenAsync(page, "Triggers");
        await Expect(page.Locator("#triggers")).ToContainTextAsync("/etc/motd");
        await OpenAsync(page, "Overview");
        var log = await page.GetByRole(AriaRole.Link, new() { Name = "build log" }).GetAttributeAsync("href");
        var answer = await page.APIRequest.GetAsync(log!);
        Assert.True(answer.Ok);
        Assert.NotEmpty(await answer.TextAsync());
    });

    [Fact]
    public Task Treemap_LeadsIntoDirectories() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(site.Fill("/showImage?{image}"));
        await OpenAsync(page, "Sizes");
        await page.Locator("#treemap a[aria-label^='usr,']").ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("path=/usr$"));
        await page.Locator("#treemap a[aria-label^='bin,']").ClickAsync();
        await Expect(page.Locator("#sizes")).ToContainTextAsync("ping");
    });

    [Fact]
    public Task Diff_ShowsPackagesFilesAndLines() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(site.Fill("/showImage?{image}"));
        await page.Locator("#diff-previous").ClickAsync();
        await Expect(page.Locator("#packages tr.changed")).ToHaveTextAsync(new Regex("probe.*1\\.0.*2\\.0"));
        await Expect(page.Locator("#packages tr.added")).ToContainTextAsync("fresh");
        await Expect(page.Locator("#packages tr.removed")).ToContainTextAsync("gone");

        await page.Locator("#files tr[data-path='/etc/motd'] a").ClickAsync();
        await Expect(page.Locator("#diff tr.removed")).ToContainTextAsync("old line");
        await Expect(page.Locator("#diff tr.added")).ToContainTextAsync("new line");
        await Expect(page.Locator("#diff tr.context").First).ToContainTextAsync("first line");
    });

    [Fact]
    public Task AnyTwoImages_AreCompared() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(site.Fill("/showImage?{image}"));
        await page.Locator("form[aria-label='Compare'] input[name='image']").FillAsync(site.Image);
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("No files differ.");
    });

    [Fact]
    public Task File_HasAHistory() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(site.Fill("/images/file?image={image}&path=/etc/motd"));
        await page.Locator("#history").ClickAsync();
        await Expect(page.Locator("#versions tbody tr")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^changes in ") }).ClickAsync();
        await Expect(page.Locator("#diff tr.added")).ToContainTextAsync("new line");
    });

    private static Task OpenAsync(IPage page, string tab) =>
        page.Locator("nav.tabs").GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
}
