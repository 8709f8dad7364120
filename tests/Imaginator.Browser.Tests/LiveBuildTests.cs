using System.Globalization;
using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People start, follow, cancel and retry builds.</summary>
public sealed partial class LiveBuildTests(BuildingSite site, ChromiumFixture chromium)
    : IClassFixture<BuildingSite>
{
    // A new line must be on the page within 200 ms; the machine that runs the tests may be busy.
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromSeconds(2);

    [Fact]
    public Task Build_HasTheBranchVariablesAndLifetimeOfTheForm() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await tab.GoAsync($"/showImageStream?{BuildingSite.Declared}");
        await page.Locator("#build > summary").ClickAsync();
        await page.Locator("#build input[name='branch']").FillAsync(BuildingSite.Branch);
        await page.Locator("#build input[name='variable:RELEASE']").FillAsync("13");
        await page.Locator("#build input[name='expiresIn']").FillAsync("5h");
        await page.Locator("#build button").ClickAsync();

        // The page shows the end by itself.
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "succeeded");
        await Expect(page.Locator("#inputs")).ToContainTextAsync(BuildingSite.Branch);
        await Expect(page.Locator("#inputs")).ToContainTextAsync("RELEASE");
        await Expect(page.Locator("#stages li[data-stage='scripts']")).ToHaveAttributeAsync("data-state", "succeeded");
        await page.Locator("#image a").ClickAsync();
        await Expect(page.Locator("#expires")).ToContainTextAsync("in 4 h");
        await page.GetByRole(AriaRole.Link, new() { Name = "Files", Exact = true }).ClickAsync();
        await page.Locator("#files tr[data-name='etc'] a").ClickAsync();
        await page.Locator("#files tr[data-name='release'] a").ClickAsync();
        await Expect(page.Locator("#contents")).ToHaveTextAsync($"{BuildingSite.Branch} 13");
    });

    [Fact]
    public Task InvalidVariable_IsExplained_AndStartsNothing() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        tab.ExpectError("the server responded with a status of 4");
        await tab.GoAsync($"/showImageStream?{BuildingSite.Declared}");
        await page.Locator("#build > summary").ClickAsync();
        await page.Locator("#build input[name='variable:RELEASE']").FillAsync("thirteen");
        await page.Locator("#build button").ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Not started");
        await Expect(page.Locator("main")).ToContainTextAsync("RELEASE");
    });

    [Fact]
    public Task Log_IsFollowed_AsTheBuildWritesIt() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await StartAsync(tab, BuildingSite.Followed);
        await tab.GoAsync(new Uri(page.Url).AbsolutePath + "/log");
        await Expect(tab.LogLine($"begin {BuildingSite.FirstLines - 1}")).ToBeInViewportAsync();
        await page.EvaluateAsync(
            """
            () => {
                window.seenAt = {};
                new MutationObserver(() => {
                    const now = Date.now();
                    document.querySelectorAll("#log li").forEach(line => window.seenAt[line.id] ??= now);
                }).observe(document.getElementById("log"), { childList: true, subtree: true });
            }
            """);

        // 1: Lines come soon, and the page shows the end.
        var delays = new List<TimeSpan>();
        for (var line = 1; line <= 10; line++)
        {
            delays.Add(await MeasureAsync(tab, line));
            await Expect(tab.LogLine($"line {line}")).ToBeInViewportAsync();
        }

        delays.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a new line is on the page after {delays[delays.Count / 2].TotalMilliseconds:0} ms, at most {delays[^1].TotalMilliseconds:0} ms"));
        Assert.InRange(delays[^1], TimeSpan.Zero, MaximumDelay);

        // 2: A reader who scrolls up stays there.
        await page.Mouse.MoveAsync(600, 400);
        await page.Mouse.WheelAsync(0, -700);
        await Expect(page.Locator("#follow")).Not.ToBeCheckedAsync();
        await MeasureAsync(tab, 11);
        await Expect(tab.LogLine("line 11")).Not.ToBeInViewportAsync();

        // 3: Until following is wanted again.
        await page.Locator("#follow").CheckAsync();
        await MeasureAsync(tab, 12);
        await Expect(tab.LogLine("line 12")).ToBeInViewportAsync();

        // 4: The end of the build ends the following.
        await site.EndAsync(BuildingSite.Followed);
        await Expect(page.Locator("#state .badge")).ToHaveTextAsync("succeeded");
        await Expect(page.Locator("#follow")).ToHaveCountAsync(0);
        await Expect(tab.LogLine("finished")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "build details" }).ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "succeeded");
    });

    [Fact]
    public Task CancelledBuild_StaysCancelled_AndCanBeRetried() => chromium.RunAsync(site.Home, async tab =>
    {
        var page = tab.Page;
        await StartAsync(tab, BuildingSite.Cancelled);
        var cancelled = page.Url;
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "running");
        await page.Locator("#actions form[action='/actions/CancelBuild'] button").ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "cancelled");

        // What the script would have done now, it does for the other build only.
        await site.EndAsync(BuildingSite.Cancelled);
        await page.Locator("#retry button").ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(cancelled);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "succeeded");
        await Expect(page.Locator("main")).ToContainTextAsync("Retry of");

        await page.Locator($"main a[href='{new Uri(cancelled).AbsolutePath}']").First.ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "cancelled");
        await Expect(page.Locator("main")).ToContainTextAsync("Retried as");
        await Expect(page.Locator("#image")).ToHaveCountAsync(0);
    });

    private static async Task StartAsync(Tab tab, string stream)
    {
        await tab.GoAsync($"/showImageStream?{stream}");
        await tab.Page.Locator("#build > summary").ClickAsync();
        await tab.Page.Locator("#build button").ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(BuildAddress());
    }

    /// <summary>Lets the build write a line, and waits for it.</summary>
    /// <returns>The time from the permission to write to the appearance on the page.</returns>
    private async Task<TimeSpan> MeasureAsync(Tab tab, int line)
    {
        var permittedAt = TimeProvider.System.GetUtcNow();
        await site.WriteLineAsync(BuildingSite.Followed, line);
        var item = tab.LogLine($"line {line}");
        await Expect(item).ToHaveCountAsync(1);
        var seenAt = await item.EvaluateAsync<double>("line => window.seenAt[line.id]");
        return TimeSpan.FromMilliseconds(seenAt) - (permittedAt - DateTimeOffset.UnixEpoch);
    }

    [GeneratedRegex("/builds/[^/]+$")]
    private static partial Regex BuildAddress();
}
