using Imaginator.Browser.Tests.Browsers;
using Imaginator.Browser.Tests.Sites;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People read about the operations of the API, and try them.</summary>
public sealed class ApiReferenceTests(ConsoleSite site, ChromiumFixture chromium)
{
    private const string Address = "/api/v1/reference";

    [Fact]
    public Task Operation_IsTried() => chromium.RunAsync(site.Home, async tab =>
    {
        var operation = await TryAsync(tab, "listStreams");
        await operation.GetByLabel("prefix").FillAsync("web/");
        await SendAsync(operation);

        await Expect(operation.GetByRole(AriaRole.Status)).ToContainTextAsync("Status 200");
        var answer = operation.GetByRole(AriaRole.Region, new() { Name = "Answer to the request of listStreams" });
        await Expect(answer).ToContainTextAsync("content-type: application/json");
        await Expect(answer).ToContainTextAsync($"\"name\": \"{ConsoleSite.Stream}\"");
        await Expect(answer).Not.ToContainTextAsync("\"name\": \"base\"");
    });

    [Fact]
    public Task Path_HasTheEncodedName() => chromium.RunAsync(site.Home, async tab =>
    {
        var operation = await TryAsync(tab, "getStream");
        await SendAsync(operation);
        await Expect(operation.GetByRole(AriaRole.Status)).ToBeEmptyAsync();

        await operation.GetByLabel("name").FillAsync(ConsoleSite.Dependent);
        await SendAsync(operation);
        await Expect(operation.Locator("form pre")).ToContainTextAsync($"\"sourceStream\": \"{ConsoleSite.Stream}\"");
    });

    [Fact]
    public Task Change_IsSentAfterAConfirmation() => chromium.RunAsync(site.Home, async tab =>
    {
        var changes = 0;
        tab.Page.Request += (_, request) => changes += request.Method == "POST" ? 1 : 0;
        var operation = await TryAsync(tab, "enableBuildRequests");
        await SendAsync(operation);
        await Expect(operation.GetByRole(AriaRole.Status)).ToContainTextAsync("POST /api/v1/build-requests/enable");
        await operation.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(operation.GetByRole(AriaRole.Status)).ToBeEmptyAsync();
        Assert.Equal(0, changes);

        await SendAsync(operation);
        await operation.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(operation.GetByRole(AriaRole.Status)).ToContainTextAsync("Status 200");
        Assert.Equal(1, changes);
    });

    [Fact]
    public Task InvalidToken_IsRefused() => chromium.RunAsync(site.Home, async tab =>
    {
        tab.ExpectError("status of 401");
        var operation = await TryAsync(tab, "getStatus");
        await tab.Page.GetByLabel("Bearer token").FillAsync("imgt_unknown");
        await SendAsync(operation);

        await Expect(operation.GetByRole(AriaRole.Status)).ToContainTextAsync("Status 401");
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.GetByLabel("Bearer token")).ToBeEmptyAsync();
    });

    [Fact]
    public Task Body_IsAnExample() => chromium.RunAsync(site.Home, async tab =>
    {
        var operation = await TryAsync(tab, "startBuild");

        await Expect(operation.GetByLabel("Body")).ToHaveValueAsync("{\n  \"stream\": \"STREAM\"\n}");
    });

    [Fact]
    public Task Events_AreNotTried() => chromium.RunAsync(site.Home, async tab =>
    {
        var operation = await TryAsync(tab, "followBuild");

        await Expect(operation.GetByText("The answer is a stream of events")).ToBeVisibleAsync();
        await Expect(operation.Locator("form")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task Schema_IsOpenedByItsLinks() => chromium.RunAsync(site.Home, async tab =>
    {
        await tab.GoAsync($"{Address}#listStreams");
        await tab.Page.Locator("#listStreams a[href='#schema-ApiStreams']").ClickAsync();
        await tab.Page.Locator("#schema-ApiStreams a[href='#schema-ApiStream']").ClickAsync();

        await Expect(tab.Page.Locator("#schema-ApiStream li[data-field='kind']")).ToBeInViewportAsync();
    });

    [Fact]
    public Task Phone_ShowsTheWidthOfThePage() => chromium.RunAsync(site.Home, async tab =>
    {
        var (width, height) = Tab.Phone;
        await tab.Page.SetViewportSizeAsync(width, height);
        await TryAsync(tab, "startBuild");
        await tab.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");

        Assert.InRange(await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
    });

    private static async Task<ILocator> TryAsync(Tab tab, string operation)
    {
        await tab.GoAsync($"{Address}#{operation}");
        var section = tab.Page.Locator($"#{operation}");
        await section.GetByText("Try it").ClickAsync();
        return section;
    }

    private static Task SendAsync(ILocator operation) =>
        operation.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
}
