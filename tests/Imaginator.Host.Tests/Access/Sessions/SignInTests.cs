using System.Net;
using System.Net.Sockets;
using Imaginator.Host.Access;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Host.Tests.Web;
using Imaginator.Host.Web.Entry;

namespace Imaginator.Host.Tests.Access.Sessions;

/// <summary>People sign in with a real provider on loopback.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private const string Page = "/showImageStreams";
    private const string Session = "__Secure-imaginator-session";

    private readonly CertificateSite _certificates = new();
    private TestProvider _provider = null!;
    private string? _issuer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _provider = await TestProvider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public async Task People_SignIn_AndReturnToThePage()
    {
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));

        var (status, page) = await browser.OpenAsync($"{Page}?search=x");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("ann", page, StringComparison.Ordinal);
        Assert.Equal($"{HomeOf(site)}{Page}?search=x", browser.Visited[^1].AbsoluteUri);
        Assert.Equal($"{HomeOf(site)}/signin-oidc", Assert.Single(_provider.Redirects));
        Assert.Matches(@"^allowed: web: ann \(.*\): sign-in $", Assert.Single(site.Audit));
    }

    [Fact]
    public async Task Cookie_IsForThisDaemonAndHttpsOnly()
    {
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));
        await browser.OpenAsync(Page);

        var cookie = Assert.Single(browser.SetCookies, header => header.StartsWith(Session, StringComparison.Ordinal)).ToUpperInvariant();

        Assert.Contains("; SECURE", cookie, StringComparison.Ordinal);
        Assert.Contains("; HTTPONLY", cookie, StringComparison.Ordinal);
        Assert.Contains("; SAMESITE=LAX", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("EXPIRES", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("DOMAIN", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("ANN", browser.Cookies[Session], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_EndsAfterItsTime_WhateverItsUse()
    {
        await using var site = await StartAsync("-sessionLifetime=2h");
        using var browser = new TestBrowser(HomeOf(site));
        await browser.OpenAsync(Page);
        site.Time.Advance(TimeSpan.FromMinutes(90));
        await browser.OpenAsync(Page);
        Assert.Single(_provider.Redirects);

        site.Time.Advance(TimeSpan.FromMinutes(31));
        await browser.OpenAsync(Page);

        Assert.Equal(2, _provider.Redirects.Count);
    }

    [Fact]
    public async Task SignedOutSession_StaysEnded_WhenItsCookieIsSentAgain()
    {
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));
        var (_, page) = await browser.OpenAsync(Page);
        var stolen = browser.Cookies[Session];

        var (status, _) = await browser.SubmitAsync("/sign-out", FormTokenOf(page));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("/signed-out", browser.Visited[^1].AbsolutePath);
        Assert.False(browser.Cookies.ContainsKey(Session));
        browser.Cookies[Session] = stolen;
        await browser.OpenAsync(Page);

        Assert.Equal(2, _provider.Redirects.Count);
        Assert.Contains(site.Audit, line => line.Contains(": sign-out ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Form_WithoutTheTokenOfItsSession_IsRefused()
    {
        _provider.Groups = ["leads"];
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));
        using var other = new TestBrowser(HomeOf(site));
        await browser.OpenAsync(Page);
        var (_, foreign) = await other.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync("/sign-out")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync("/sign-out", FormTokenOf(foreign))).Status);

        Assert.True(browser.Cookies.ContainsKey(Session));
        Assert.Equal(2, site.Audit.Count(line => line.StartsWith("denied: web: ann", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("leads", HttpStatusCode.OK)]
    [InlineData("others", HttpStatusCode.Forbidden)]
    public async Task Groups_OfTheProvider_HaveRoles(string group, HttpStatusCode expected)
    {
        _provider.Groups = [group];
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));
        await browser.OpenAsync(Page);
        using var client = site.CreateClient(Uri.UriSchemeHttps);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/build-requests/disable?for=10m");
        request.Headers.Add("Cookie", $"{Session}={browser.Cookies[Session]}");
        request.Headers.Add("X-Imaginator-Request", "test");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task AnswerThatWasNotRequested_SignsNoOneIn()
    {
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));

        var (status, page) = await browser.OpenAsync("/signin-oidc?code=x&state=y");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Signing in failed", page, StringComparison.Ordinal);
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("-oidcUserClaim=nickname", "does not send the claim")]
    [InlineData("-oidcClientSecretFile=wrong", "was not accepted")]
    public async Task SignIn_ThatFails_IsExplained(string flag, string reason)
    {
        await using var site = await StartAsync(flag);
        using var browser = new TestBrowser(HomeOf(site));

        var (status, page) = await browser.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.False(browser.Cookies.ContainsKey(Session));
    }

    [Fact]
    public async Task ProviderThatDoesNotAnswer_IsExplained()
    {
        await using var site = await StartAsync();
        await _provider.DisposeAsync();
        using var browser = new TestBrowser(HomeOf(site));

        var (status, page) = await browser.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("the provider does not answer", page, StringComparison.Ordinal);
        _provider = await TestProvider.StartAsync();
    }

    [Fact]
    public async Task SilentProvider_HoldsFewRequests_ForAShortTime()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _issuer = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/";
        await using var site = await StartAsync("-connectionSetupTimeout=10h");
        using var client = site.CreateClient(Uri.UriSchemeHttps);

        var signIns = Enumerable.Range(0, 2 * SignInLimit.MaximumOfAddress).Select(_ => SignInAsync()).ToList();
        await Wait.UntilAsync(() => signIns.Count(signIn => signIn.IsCompleted) == SignInLimit.MaximumOfAddress);
        await Wait.UntilAsync(() =>
        {
            site.Time.Advance(TimeSpan.FromSeconds(1));
            return signIns.TrueForAll(signIn => signIn.IsCompleted);
        });

        Assert.All(await Task.WhenAll(signIns), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));

        async Task<HttpStatusCode> SignInAsync()
        {
            using var response = await client.GetAsync("/sign-in", Token);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_ReturnsToThisDaemonOnly(string returnTo)
    {
        await using var site = await StartAsync();
        using var browser = new TestBrowser(HomeOf(site));

        await browser.OpenAsync($"/sign-in?returnTo={Uri.EscapeDataString(returnTo)}");

        Assert.Equal($"{HomeOf(site)}/", browser.Visited[^1].AbsoluteUri);
    }

    [Fact]
    public async Task Api_HasNoRedirects()
    {
        await using var site = await StartAsync();
        using var client = site.CreateClient(Uri.UriSchemeHttps);

        using var response = await client.GetAsync("/api/v1/streams", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    private static (string Name, string Value) FormTokenOf(string page) =>
        (AntiForgery.FieldName, TestBrowser.FieldOf(page, AntiForgery.FieldName));

    private static string HomeOf(WebSite site) => $"https://127.0.0.1:{site.Port}";

    private Task<WebSite> StartAsync(params string[] more)
    {
        _certificates.Write("secret", TestProvider.ClientSecret + "\n");
        _certificates.Write("wrong", "guessed\n");
        var files = new ConfigurationSite();
        files.WriteMain(more: """ "StreamRoles": {"/": {"Manage": {"Groups": ["leads"]}}}, """);
        files.WriteStreams("base/x");
        return WebSite.StartAsync(
            files,
            [
                .. _certificates.Flags,
                $"-oidcIssuer={_issuer ?? _provider.Issuer}",
                $"-oidcClientId={TestProvider.ClientId}",
                $"-oidcClientSecretFile={_certificates.PathOf("secret")}",
                "-oidcUserClaim=preferred_username",
                .. more.Select(flag => flag.Replace("=wrong", $"={_certificates.PathOf("wrong")}", StringComparison.Ordinal)),
            ]);
    }
}
