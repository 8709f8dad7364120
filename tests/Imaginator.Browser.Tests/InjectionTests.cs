using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>Script in names and texts does nothing. A dialog, and an error that the content policy reports, fail these tests as well.</summary>
public sealed class InjectionTests(HostileConsole site, ChromiumFixture chromium) : IClassFixture<HostileConsole>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/failing")]
    [InlineData("/showImageStreams")]
    [InlineData("/showImageStreams?search={text}&directory={text}")]
    [InlineData("/showImageStream?{stream}")]
    [InlineData("/showImageStream?{failing}")]
    [InlineData("/showAllBuilds")]
    [InlineData("/showErrorBuilds")]
    [InlineData("/showStreamAllBuilds?{stream}")]
    [InlineData("/showRequestorAllBuilds?{user}")]
    [InlineData("/showBuildLogArchive")]
    [InlineData("/builds/{build}")]
    [InlineData("/builds/{failed}")]
    [InlineData("/builds/{build}/log")]
    [InlineData("/builds/{failed}/log?find={text}")]
    [InlineData("/showDirectedGraph")]
    [InlineData("/showDirectedGraph?include={text}&exclude={text}")]
    [InlineData("/showDaemonLog")]
    [InlineData("/notifications")]
    [InlineData("/listImages?{stream}")]
    [InlineData("/showImage?{image}")]
    [InlineData("/listPackages?{image}")]
    [InlineData("/listFilter?{image}")]
    [InlineData("/listTriggers?{image}")]
    [InlineData("/images/files?image={image}&path=/")]
    [InlineData("/images/file?image={image}&path=/{text}")]
    [InlineData("/images/file?image={image}&path=/link")]
    [InlineData("/images/sizes?image={image}&path=/")]
    [InlineData("/images/diff?image={previous}&with={image}")]
    [InlineData("/images/diff?image={previous}&with={image}&path=/{text}")]
    [InlineData("/images/history?stream={stream}&path=/{text}")]
    public Task Page_RunsNothing(string address) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            await tab.GoAsync(site.Fill(address));
            await ShouldBeHarmlessAsync(tab);
        },
        row: address);

    [Theory]
    [InlineData("/showImageStream?{text}")]
    [InlineData("/showImage?{text}")]
    [InlineData("/images/file?image={image}&path=/no{text}")]
    [InlineData("/showCurrentBuildLog?{text}")]
    public Task FailurePage_RunsNothing(string address) => chromium.RunAsync(
        site.Home,
        async tab =>
        {
            tab.ExpectError("status of 404");
            await tab.GoAsync(site.Fill(address), status: 404);
            await ShouldBeHarmlessAsync(tab);
        },
        row: address);

    [Fact]
    public Task Scripts_ShowTextsAsText() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync($"/builds/{site.Build}/log");
        await page.Locator("#find-text").FillAsync(HostileText.Name);
        await page.Locator("#find-text").PressAsync("Enter");
        await Expect(page.Locator("#matches li").First).ToContainTextAsync(HostileText.Name);
        await ShouldBeHarmlessAsync(tab);

        await tab.GoAsync("/showImageStreams");
        await page.Locator("#search").FillAsync(HostileText.Name);
        await Expect(page.Locator("#result tbody tr")).ToHaveCountAsync(2);
        await ShouldBeHarmlessAsync(tab);
    });

    [Fact]
    public Task WebhookAnswer_IsText() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync("/notifications");
        await Expect(tab.Page.Locator("#deliveries td[data-label='Answer']").First).ToContainTextAsync(HostileText.Name);
        await ShouldBeHarmlessAsync(tab);
    });

    [Fact]
    public Task HtmlFile_IsDownloaded_AndNeverOpened() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(site.Fill("/images/file?image={image}&path=/{text}"));
        await Expect(tab.Page.Locator("#contents")).ToContainTextAsync(HostileText.Name);
        var address = tab.Page.Url;
        await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Locator("#download").ClickAsync());

        Assert.Equal(address, tab.Page.Url);
        await ShouldBeHarmlessAsync(tab);
    });

    private static async Task ShouldBeHarmlessAsync(Tab tab)
    {
        // The page has the text, so that this test cannot succeed without it.
        Assert.Contains(HostileText.Marker, await tab.Page.ContentAsync(), StringComparison.Ordinal);
        await Expect(tab.Page.Locator(HostileText.Selector)).ToHaveCountAsync(0);
        Assert.False(await tab.Page.EvaluateAsync<bool>($"() => '{HostileText.Marker}' in window"));
    }
}
