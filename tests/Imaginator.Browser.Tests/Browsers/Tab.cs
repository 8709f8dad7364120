using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests.Browsers;

/// <summary>A page in a profile of its own. It records what the browser reports.</summary>
internal sealed class Tab : IAsyncDisposable
{
    /// <summary>The width and height of a desktop.</summary>
    public static readonly (int Width, int Height) Desktop = (1280, 900);

    /// <summary>The width and height of a phone.</summary>
    public static readonly (int Width, int Height) Phone = (390, 844);

    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<string> _expected = [];
    private readonly HashSet<string> _origins;
    private readonly IBrowserContext _context;
    private readonly bool _hasScripts;

    private Tab(IBrowserContext context, IPage page, string home, bool hasScripts)
    {
        _context = context;
        _hasScripts = hasScripts;
        _origins = [OriginOf(home)];
        Page = page;
        page.FrameNavigated += (_, frame) => _events.Enqueue($"opened {frame.Url}");
        page.Console += (_, message) => Record(
            $"console {message.Type}: {message.Text} ({message.Location})", isFault: message.Type == "error");
        page.PageError += (_, error) => Record($"script error: {error}", isFault: true);
        page.Request += (_, request) => Check(request.Url);
        page.Dialog += async (_, dialog) =>
        {
            Record($"dialog: {dialog.Message}", isFault: true);
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Opens a tab of the size of a desktop.</summary>
    public static async Task<Tab> OpenAsync(IBrowser browser, string home, bool hasScripts, TimeSpan patience)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = home,
            JavaScriptEnabled = hasScripts,

            // The authorities of tests are unknown to the browser.
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = Desktop.Width, Height = Desktop.Height },
        });
        context.SetDefaultTimeout((float)patience.TotalMilliseconds);
        return new Tab(context, await context.NewPageAsync(), home, hasScripts);
    }

    /// <summary>Opens an address of the daemon, and waits until the scripts of the page have drawn it.</summary>
    /// <param name="address">The address without the host.</param>
    /// <param name="status">The status that the answer must have.</param>
    public async Task GoAsync(string address, int status = 200)
    {
        // Only the fragment may differ: then there is no answer.
        if (await Page.GotoAsync(address) is { } response)
        {
            Assert.True(response.Status == status, $"{response.Url}: status {response.Status} instead of {status}");
        }

        await WaitUntilDrawnAsync();
    }

    /// <summary>Waits until charts and graphs are drawn, or until the page says that there is nothing to draw.</summary>
    public async Task WaitUntilDrawnAsync()
    {
        if (_hasScripts)
        {
            await Expect(Page.Locator("figure.chart:not([data-drawn]) .plot:empty")).ToHaveCountAsync(0);
            await Expect(Page.Locator("#graph:not([data-drawn])")).ToHaveCountAsync(0);
        }
    }

    /// <summary>The lines of a log that end with a text of letters, digits and spaces.</summary>
    public ILocator LogLine(string text) =>
        Page.Locator("#log li").Filter(new LocatorFilterOptions { HasTextRegex = new Regex($"{text}$") });

    /// <summary>Declares an error that a page of the test reports, for instance because an answer has an error status.</summary>
    /// <param name="part">A part of the message.</param>
    public void ExpectError(string part) => _expected.Add(part);

    /// <summary>Permits requests to another origin.</summary>
    public void Permit(string address) => _origins.Add(OriginOf(address));

    /// <summary>Fails if a page had an error that the test does not expect.</summary>
    public void ShouldBeQuiet()
    {
        var faults = _faults.Where(fault => !_expected.Exists(part => fault.Contains(part, StringComparison.Ordinal))).ToArray();
        Assert.True(faults.Length == 0, $"{string.Join('\n', faults)}\n\n{Describe()}");
    }

    /// <summary>The addresses that were opened, and the messages of the console.</summary>
    public string Describe() => string.Join('\n', _events.Prepend($"at {Page.Url}"));

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private static string OriginOf(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);

    private void Check(string address)
    {
        if (new Uri(address) is { Scheme: "http" or "https" or "ws" or "wss" } && !_origins.Contains(OriginOf(address)))
        {
            Record($"request to another origin: {address}", isFault: true);
        }
    }

    private void Record(string text, bool isFault)
    {
        _events.Enqueue(text);
        if (isFault)
        {
            _faults.Enqueue(text);
        }
    }
}
