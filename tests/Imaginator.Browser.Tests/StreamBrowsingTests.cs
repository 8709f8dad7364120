using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People find streams among many.</summary>
public sealed class StreamBrowsingTests(ConsoleSite site, ChromiumFixture chromium)
{
    [Fact]
    public Task Search_AppliesWhileTyping() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync("/showImageStreams");
        await Expect(page.Locator("#result")).ToContainTextAsync($"{ConsoleSite.AllStreams} streams");
        await page.Locator("#search").PressSequentiallyAsync("shop");

        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(page).ToHaveURLAsync(new Regex("search=shop"));
        await page.ReloadAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Expect(page.Locator("#search")).ToHaveValueAsync("shop");
    });

    [Fact]
    public Task Filter_SelectsStates() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync("/showImageStreams");
        await page.Locator("select[name='state']").SelectOptionAsync("failing");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(Rows(page)).ToHaveAttributeAsync("data-stream", ConsoleSite.Failing);

        await page.Locator("select[name='state']").SelectOptionAsync("never");
        await page.Locator("input[name='directory']").FillAsync("web");
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(Rows(page)).ToHaveAttributeAsync("data-stream", ConsoleSite.NeverBuilt);
    });

    [Fact]
    public Task List_IsSortedAndPaged() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync($"/showImageStreams?directory={ConsoleSite.ManyDirectory}");
        await Expect(Rows(page)).ToHaveCountAsync(100);
        await page.Locator("a[rel='next']").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(ConsoleSite.ManyStreams - 100);
        await page.Locator("a[rel='prev']").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(100);

        await page.Locator("#result thead").GetByRole(AriaRole.Link, new() { Name = "Age" }).ClickAsync();
        await Expect(page.Locator("#result th[aria-sort='descending']")).ToHaveTextAsync("Age");
        await Expect(page).ToHaveURLAsync(new Regex("sort=built"));
    });

    [Fact]
    public Task FailingStreams_LeadToTheirCause() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Failing now" }).ClickAsync();
        var row = page.Locator($"tr[data-stream='{ConsoleSite.Failing}']");
        await Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await row.Locator("td.error a").ClickAsync();

        await Expect(page.Locator("#cause")).ToBeVisibleAsync();
    });

    [Fact]
    public Task Stream_ShowsChainDependentsImagesAndTrends() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync($"/showImageStream?{ConsoleSite.Dependent}");
        await Expect(page.Locator("#sources")).ToHaveTextAsync(new Regex("web/\\s*shop\\s*←\\s*base"));
        await page.Locator("#sources a").First.ClickAsync();
        await tab.WaitUntilDrawnAsync();

        await Expect(page.Locator("#dependents")).ToContainTextAsync(ConsoleSite.Dependent);
        await Expect(page.Locator("#durations[data-drawn] canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("#sizes[data-drawn] canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("tr[data-image]")).ToHaveCountAsync(2);
        await Expect(page.Locator("tr[data-build]")).ToHaveCountAsync(2);
    });

    private static ILocator Rows(IPage page) => page.Locator("#result tbody tr");
}
