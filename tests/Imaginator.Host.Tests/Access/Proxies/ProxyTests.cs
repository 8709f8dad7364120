using System.Net;
using System.Net.Http.Headers;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Host.Tests.Web;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Access.Proxies;

/// <summary>The daemon behind a proxy, whose part the tests play.</summary>
public sealed class ProxyTests
{
    private const string Disable = "/api/v1/build-requests/disable?for=10m";
    private const string FromLoopback = "-trustedProxies=127.0.0.1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/imaginator/")]
    [InlineData("/")]
    public async Task Links_HaveThePathBase_WhetherTheProxyRemovesItOrNot(string path)
    {
        await using var site = await StartAsync("-insecure", "-pathBase=/imaginator");

        var page = await site.GetAsync(path);

        Assert.Contains("href=\"/imaginator/showImageStreams\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/showImageStreams\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_OfATrustedProxy_IsThePathBase()
    {
        await using var site = await StartAsync("-insecure", FromLoopback);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        request.Headers.Add("X-Forwarded-Prefix", "/tools/imaginator");

        using var response = await site.Client.SendAsync(request, Token);

        Assert.Contains(
            "href=\"/tools/imaginator/showImageStreams\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FromLoopback, "198.51.100.7")]
    [InlineData("-trustedProxies=192.0.2.0/24", "127.0.0.1:")]
    public async Task Address_IsThatOfTheClient_IfTheProxyIsTrusted(string flag, string expected)
    {
        await using var site = await StartAsync("-insecure", flag);
        using var request = new HttpRequestMessage(HttpMethod.Post, Disable);
        request.Headers.Add("X-Imaginator-Request", "test");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9, 198.51.100.7");

        using var response = await site.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith($"allowed: web: (anonymous) ({expected}", Assert.Single(site.Audit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("198.51.100.7, unknown")]
    [InlineData("unknown, 127.0.0.1")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(null)]
    public async Task AddressOfTheProxy_IsNotThatOfAClientWithoutOne(string? forwardedFor)
    {
        await using var site = await StartAsync("-insecure", FromLoopback);
        using var request = new HttpRequestMessage(HttpMethod.Post, Disable);
        request.Headers.Add("X-Imaginator-Request", "test");
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (forwardedFor is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        }

        using var response = await site.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("allowed: web: (anonymous) ():", Assert.Single(site.Audit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("127.0.0.1")]
    [InlineData("198.51.100.7")]
    public async Task ProxyOnThisMachine_DoesNotMakeAnOpenConnectionSafeForTokens(string forwardedFor)
    {
        using var certificates = new CertificateSite();
        await using var site = await StartAsync([.. certificates.Flags, FromLoopback]);
        var made = site.Get<TokenStore>().Make(new TokenOrder("ci", StreamRole.View, ["/"], null), "ann");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", made.Text);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);

        using var response = await site.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData(FromLoopback, HttpStatusCode.OK)]
    [InlineData("-trustedProxies=192.0.2.0/24", HttpStatusCode.Forbidden)]
    public async Task Origin_IsThatOfTheProxy_IfItIsTrusted(string flag, HttpStatusCode expected)
    {
        await using var site = await StartAsync("-insecure", flag);
        using var request = new HttpRequestMessage(HttpMethod.Post, Disable);
        request.Headers.Add("Origin", "https://images.example.com");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("X-Forwarded-For", "198.51.100.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "images.example.com");

        using var response = await site.Client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task CertificateOfAProxy_IsNotThatOfItsClients()
    {
        using var certificates = new CertificateSite();
        await using var site = await StartAsync([.. certificates.Flags, FromLoopback]);
        using var client = site.CreateClient(Uri.UriSchemeHttps, certificates.Full.IssueClient("proxy", methods: ["Imaginator.*"]));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/streams", Token)).StatusCode);

        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/streams", Token)).StatusCode);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/streams", Token)).StatusCode);
    }

    private static Task<WebSite> StartAsync(params string[] flags)
    {
        var files = new ConfigurationSite();
        files.WriteStreams("base/x");
        return WebSite.StartAsync(files, flags);
    }
}
