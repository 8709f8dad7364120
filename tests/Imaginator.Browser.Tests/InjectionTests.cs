using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Pages;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>Script in names and texts does nothing. A dialog, and an error that the content policy reports, fail these tests as well.</summary>
public sealed class InjectionTests(HostileConsole site, ChromiumFixture chromium) : IClassFixture<HostileConsole>
{
    private static readonly string[] All =
    [
        "/",
        "/failing",
        "/showImageStreams",
        "/showImageStreams?search={text}&directory={text}",
        "/showImageStream?{stream}",
        "/showImageStream?{failing}",
        "/showAllBuilds",
        "/showErrorBuilds",
        "/showStreamAllBuilds?{stream}",
        "/showRequestorAllBuilds?{user}",
        "/showBuildLogArchive",
        "/builds/{build}",
        "/builds/{failed}",
        "/builds/{build}/log",
        "/builds/{failed}/log?find={text}",
        "/showDirectedGraph",
        "/showDirectedGraph?include={text}&exclude={text}",
        "/showDaemonLog",
        "/notifications",
        "/listImages?{stream}",
        "/showImage?{image}",
        "/listPackages?{image}",
        "/listFilter?{image}",
        "/listTriggers?{image}",
        "/images/files?image={image}&path=/",
        "/images/file?image={image}&path=/{text}",
        "/images/file?image={image}&path=/link",
        "/images/sizes?image={image}&path=/",
        "/images/diff?image={previous}&with={image}",
        "/images/diff?image={previous}&with={image}&path=/{text}",
        "/images/history?stream={stream}&path=/{text}",
    ];

    public static TheoryData<string> Addresses => [.. Share.Of(All)];

    [Theory]
    [MemberData(nameof(Addresses))]
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
    public Task Reference_ShowsAnswersAsText() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync("/api/v1/reference#listStreams");
        var operation = tab.Page.Locator("#listStreams");
        await operation.GetByText("Try it").ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(operation.Locator("form pre")).ToContainTextAsync(HostileText.Marker);
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
