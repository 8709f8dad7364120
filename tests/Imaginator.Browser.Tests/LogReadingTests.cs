using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People look for the cause of a failure.</summary>
public sealed partial class LogReadingTests(ConsoleSite site, ChromiumFixture chromium)
{
    private const string ErrorLine = "mkfs.ext4: error: no such device";

    private string Log => $"/builds/{site.FailedBuild}/log";

    [Fact]
    public Task FailedBuild_ShowsCauseStageAndLastLines() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync($"/builds/{site.FailedBuild}");

        await Expect(page.Locator("#cause")).ToContainTextAsync("Failed in the stage scripts");
        await Expect(page.Locator("#log-end")).ToContainTextAsync("after 59");
        var stage = page.Locator("#stages li[data-stage='scripts']");
        await Expect(stage).ToHaveAttributeAsync("data-state", "failed");

        await stage.Locator("a").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/log#stage-scripts$"));
        await Expect(page.Locator("#stage-scripts > summary")).ToBeInViewportAsync();
    });

    [Fact]
    public Task FirstError_IsOneClickAway() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Log);
        await tab.Page.Locator("#first-error").ClickAsync();

        await Expect(tab.Page.Locator("#log .selected")).ToContainTextAsync(ErrorLine);
        await Expect(tab.Page.Locator("#log .selected")).ToBeInViewportAsync();
        await Expect(tab.Page).ToHaveURLAsync(LineAddress());
    });

    [Fact]
    public Task LineOfALog_HasAnAddressToShare() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync(Log);
        await tab.LogLine("step 17").Locator("a").ClickAsync();
        await Expect(tab.LogLine("step 17")).ToHaveClassAsync(SelectedClass());
        await Expect(page).ToHaveURLAsync(LineAddress());
        var shared = new Uri(page.Url);

        // For the reader who gets it.
        await page.GotoAsync("about:blank");
        await tab.GoAsync(shared.PathAndQuery + shared.Fragment);
        await Expect(tab.LogLine("step 17")).ToHaveClassAsync(SelectedClass());
        await Expect(tab.LogLine("step 17")).ToBeInViewportAsync();
    });

    [Fact]
    public Task Stages_AreFolded() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Log);
        await Expect(tab.Page.Locator("#stage-scripts li time").First).ToHaveTextAsync(TimeOfDay());
        await tab.Page.Locator("#stage-scripts > summary").ClickAsync();
        await Expect(tab.LogLine("step 3")).ToBeHiddenAsync();
        await tab.Page.Locator("#stage-scripts > summary").ClickAsync();
        await Expect(tab.LogLine("step 3")).ToBeVisibleAsync();
    });

    [Fact]
    public Task Search_ListsLines_AndLeadsToTheFirst() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Log);
        await tab.Page.Locator("#find-text").FillAsync("step 4");
        await tab.Page.Locator("#find-text").PressAsync("Enter");

        await Expect(tab.Page.Locator("#matches li")).ToHaveCountAsync(11);
        await Expect(tab.LogLine("step 4")).ToHaveClassAsync(SelectedClass());
        await tab.Page.Locator("#matches li a").Last.ClickAsync();
        await Expect(tab.LogLine("step 49")).ToHaveClassAsync(SelectedClass());
    });

    [Fact]
    public Task Colours_AreThoseOfTerminals() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Log);
        await Expect(tab.LogLine("one is good and one is bad")).ToHaveCountAsync(1);
        var (plain, good, bad) = (
            await ColourAsync("#stage-scripts li > span"),
            await ColourAsync("#stage-scripts .fg3"),
            await ColourAsync("#stage-scripts .fg2.bold"));

        Assert.Equal(3, new[] { plain, good, bad }.Distinct().Count());
        await Expect(tab.Page.Locator("#stage-scripts .fg3")).ToHaveTextAsync("good");
        await Expect(tab.Page.Locator("#stage-scripts .fg2.bold")).ToHaveTextAsync("bad");

        Task<string> ColourAsync(string selector) =>
            tab.Page.Locator(selector).First.EvaluateAsync<string>("element => getComputedStyle(element).color");
    });

    [Fact]
    public Task Log_IsDownloaded() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync(Log);
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Locator("a[download]").ClickAsync());

        Assert.Equal($"{site.FailedBuild}.log", download.SuggestedFilename);
        Assert.Contains(
            ErrorLine,
            await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    });

    [GeneratedRegex("/log(\\?[^#]*)?#L[0-9]+$")]
    private static partial Regex LineAddress();

    [GeneratedRegex("(^| )selected( |$)")]
    private static partial Regex SelectedClass();

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}$")]
    private static partial Regex TimeOfDay();
}
