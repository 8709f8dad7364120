using System.Runtime.CompilerServices;
using Imaginator.Browser.Tests.Browsers;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]

namespace Imaginator.Browser.Tests.Browsers;

/// <summary>The Chromium of the distribution, for all tests.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    // A picture of a very long page requires half a minute: it shows the visible part.
    private const float MaximumHeight = 4000;

    /// <summary>Longer than a slow machine needs for anything: what hangs fails.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Sockets in it have long names, and their paths a maximum length.
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("c");

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts the browser.</summary>
    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,

            // Chromium refuses to start its sandbox as root.
            ChromiumSandbox = false,
            Timeout = (float)Patience.TotalMilliseconds,
            Env = new Dictionary<string, string>
            {
                ["HOME"] = _home.FullName,
                ["LC_ALL"] = "C.UTF-8",
                ["PATH"] = "/usr/bin:/bin",
                ["TMPDIR"] = _home.FullName,
            },
        });
    }

    /// <summary>Ends the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _home.Delete(recursive: true);
    }

    /// <summary>
    /// Runs a test in a new tab, and saves a screenshot of its last page. If the test fails, its output has the addresses of the pages and the
    /// messages of the console. An error that the test does not expect, and a request to another origin, fail the test.
    /// </summary>
    /// <param name="home">The address of the daemon.</param>
    /// <param name="test">The test.</param>
    /// <param name="hasScripts">Whether scripts run.</param>
    /// <param name="row">What distinguishes the test from others of the same name.</param>
    /// <param name="name">The name of the test.</param>
    internal async Task RunAsync(
        string home,
        Func<Tab, Task> test,
        bool hasScripts = true,
        string row = "",
        [CallerMemberName] string name = "")
    {
        await using var tab = await Tab.OpenAsync(_browser!, home, hasScripts, Patience);
        try
        {
            await test(tab);
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(tab.Describe());
            throw;
        }
        finally
        {
            await SaveAsync(tab, $"{TestContext.Current.TestClass?.TestClassSimpleName}-{name}{row}");
        }

        tab.ShouldBeQuiet();
    }

    // A page that has crashed has no screenshot: its test has failed for another reason.
    private static async Task SaveAsync(Tab tab, string name)
    {
        try
        {
            var page = await tab.Page.Locator("html").BoundingBoxAsync();
            await tab.Page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Screenshot.PathOf(name),
                FullPage = page?.Height <= MaximumHeight,
            });
        }
        catch (PlaywrightException e)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"no screenshot: {e.Message}");
        }
    }
}
