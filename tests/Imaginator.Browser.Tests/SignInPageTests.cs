using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Imaginator.Browser.Tests.Browsers;
using Imaginator.Host.Tests.Access.Sessions;
using Imaginator.SystemTests.Site;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Imaginator.Browser.Tests;

/// <summary>People sign in with a real provider of OpenID Connect on loopback.</summary>
public sealed partial class SignInPageTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private const string Stream = "team/app";
    private const string StreamAddress = "/showImageStream?" + Stream;
    private const string FormToken = "formToken";
    private const string Session = "__Secure-imaginator-session";

    private readonly BuildSite _site = new();
    private readonly SiteCertificates _certificates = new();
    private TestProvider? _provider;
    private SiteDaemon? _daemon;

    private string Home => $"https://127.0.0.1:{_daemon!.Port}";

    public async ValueTask InitializeAsync()
    {
        _provider = await TestProvider.StartAsync();
        _provider.Groups = ["leads"];
        var secret = Path.Combine(_site.Root, "secret");
        await File.WriteAllTextAsync(secret, TestProvider.ClientSecret, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _site.Stream(Stream, "base");
        _site.Main("StreamRoles", new Dictionary<string, object> { ["/"] = new { Manage = new { Groups = new[] { "leads" } } } });
        _daemon = await _site.StartDaemonAsync(
        [
            .. _certificates.Flags,
            $"-oidcIssuer={_provider.Issuer}",
            $"-oidcClientId={TestProvider.ClientId}",
            $"-oidcClientSecretFile={secret}",
            "-oidcUserClaim=preferred_username",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        _certificates.Dispose();
        _site.Dispose();
    }

    [Fact]
    public Task People_SignIn_Build_AndSignOut() => RunAsync(async tab =>
    {
        // 1: The provider sends the reader back to the page.
        var page = tab.Page;
        await tab.GoAsync(StreamAddress);
        await Expect(page.Locator("#visitor .user")).ToHaveTextAsync("ann");
        await Expect(page).ToHaveURLAsync(Home + StreamAddress);
        Assert.Single(_provider!.Redirects);

        // 2: All forms are those of the session, which scripts cannot read.
        var forms = await page.Locator("form[method='post']").CountAsync();
        Assert.InRange(forms, 2, int.MaxValue);
        await Expect(page.Locator($"form[method='post'] input[name='{FormToken}']:not([value=''])")).ToHaveCountAsync(forms);
        Assert.DoesNotContain(Session, await page.EvaluateAsync<string>("() => document.cookie"), StringComparison.Ordinal);

        // 3: A form is accepted.
        await page.Locator("#build > summary").ClickAsync();
        await page.Locator("#build button").ClickAsync();
        await Expect(page).ToHaveURLAsync(BuildAddress());
        await Expect(page.Locator("#users")).ToContainTextAsync("ann");
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-result", "succeeded");

        // 4: The end of the session is final, even for a browser that kept its cookie.
        var stolen = Assert.Single(await CookiesAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Signed out");
        Assert.Empty(await CookiesAsync(page));
        await page.Context.AddCookiesAsync(
        [
            new Cookie { Name = stolen.Name, Value = stolen.Value, Domain = stolen.Domain, Path = stolen.Path, Secure = true, HttpOnly = true },
        ]);
        await tab.GoAsync(StreamAddress);
        Assert.Equal(2, _provider.Redirects.Count);
    });

    [Fact]
    public Task Form_WithoutTheTokenOfItsSession_IsRefused() => RunAsync(async tab =>
    {
        var page = tab.Page;
        tab.ExpectError("status of 403");
        await tab.GoAsync(StreamAddress);
        await page.Locator($"#build input[name='{FormToken}']").EvaluateAsync("field => { field.value = field.value.replace(/^./, 'x'); }");
        await page.Locator("#build > summary").ClickAsync();
        await page.Locator("#build button").ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("The form does not belong to this session");
        await tab.GoAsync(StreamAddress);
        await Expect(page.Locator("tr[data-build]")).ToHaveCountAsync(0);
    });

    private Task RunAsync(Func<Tab, Task> test, [CallerMemberName] string name = "") => chromium.RunAsync(
        Home,
        async tab =>
        {
            tab.Permit(_provider!.Issuer);
            await test(tab);
        },
        name: name);

    private static async Task<IEnumerable<BrowserContextCookiesResult>> CookiesAsync(IPage page) =>
        (await page.Context.CookiesAsync()).Where(cookie => cookie.Name.StartsWith(Session, StringComparison.Ordinal));

    [GeneratedRegex("/builds/[^/]+$")]
    private static partial Regex BuildAddress();
}
