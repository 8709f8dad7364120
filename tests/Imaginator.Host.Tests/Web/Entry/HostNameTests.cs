using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Host.Web.Actions;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Web.Entry;

/// <summary>A page of another site, whose name resolves to the address of the daemon, reads nothing.</summary>
public sealed class HostNameTests : IDisposable
{
    private const string Streams = "/api/v1/streams";

    private readonly CertificateSite _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("Accept-Language", "en")]
    [InlineData("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Referer", "http://evil.example/")]
    [InlineData("Cookie", "a=b")]
    public async Task Browsers_ReadNothing_WithTheNameOfAnotherSite(string header, string value)
    {
        await using var site = await StartAsync("-insecure");
        foreach (var address in new[] { "/", Streams, "/metrics", "/showDaemonLog" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(site, address, "evil.example", (header, value)));
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/assets/x/style.css")]
    public async Task Health_AndStyles_AreOpenToAllNames(string address)
    {
        await using var site = await StartAsync("-insecure");

        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(site, address, "evil.example", ("Accept-Language", "en")));
    }

    [Fact]
    public async Task Programs_UseAnyName()
    {
        await using var site = await StartAsync("-insecure");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(site, Streams, "alias.example.com", ("User-Agent", "curl/8.5.0")));
    }

    [Theory]
    [InlineData("localhost:6975")]
    [InlineData("127.0.0.1:6975")]
    [InlineData("192.0.2.1")]
    [InlineData("[::1]:6975")]
    [InlineData("IMAGINATOR.example.org")]
    public async Task Browsers_ReadWithNamesOfTheDaemon(string host)
    {
        await using var site = await StartAsync("-insecure");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(site, Streams, host, ("Accept-Language", "en")));
    }

    [Fact]
    public async Task Browsers_ReadWithTheNameOfTheMachine()
    {
        await using var site = await StartAsync("-insecure");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(site, Streams, Dns.GetHostName(), ("Accept-Language", "en")));
    }

    [Fact]
    public async Task ProxyVouchesForTheName()
    {
        await using var site = await StartAsync("-insecure", "-trustedProxies=127.0.0.1");

        Assert.Equal(
            HttpStatusCode.OK,
            await StatusAsync(
                site, Streams, "127.0.0.1", ("Accept-Language", "en"), ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Host", "tools.example.com")));
    }

    // Without trust in the network, each anonymous reader can read the same.
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.Forbidden, "-loopbackOnly")]
    [InlineData("/", HttpStatusCode.Forbidden, "-anonymousReads=all")]
    [InlineData(Streams, HttpStatusCode.Unauthorized)]
    [InlineData(Streams, HttpStatusCode.Forbidden, "-loopbackOnly", "-anonymousReads=all")]
    public async Task Certificates_RequireANameWhereTheNetworkIsTrusted(string address, HttpStatusCode expected, params string[] flags)
    {
        await using var site = await StartAsync([.. _certificates.Flags, .. flags]);

        Assert.Equal(expected, await StatusAsync(site, address, "evil.example", ("Accept-Language", "en")));
    }

    [Theory]
    [InlineData("build.example.com", true)]
    [InlineData("a.tools.example.com", true)]
    [InlineData("tools.example.com", false)]
    [InlineData("evil.example", false)]
    [InlineData("bad_name/", false)]
    [InlineData("", false)]
    public void NamesOfTheCertificate_AreNamesOfTheDaemon(string host, bool isAccepted)
    {
        using var key = ECDsa.Create();
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("build.example.com");
        names.AddDnsName("*.tools.example.com");
        var order = new CertificateRequest("CN=imaginator", key, HashAlgorithmName.SHA256);
        order.CertificateExtensions.Add(names.Build());
        var now = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        using var certificate = order.CreateSelfSigned(now, now.AddDays(1));
        var http = new DefaultHttpContext();
        http.Request.Host = new HostString(host);

        Assert.Equal(isAccepted, new OwnNames(() => null, () => certificate).FaultOf(http.Request) is null);
    }

    private static async Task<HttpStatusCode> StatusAsync(
        WebSite site, string address, string host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await site.Client.SendAsync(request, Token);
        return response.StatusCode;
    }

    private static Task<WebSite> StartAsync(params string[] flags)
    {
        var files = new ConfigurationSite();
        files.WriteMain(more: """ "Notifications": {"BaseUrl": "https://imaginator.example.org/"}, """);
        files.WriteStreams("base/x");
        return WebSite.StartAsync(files, flags);
    }
}
