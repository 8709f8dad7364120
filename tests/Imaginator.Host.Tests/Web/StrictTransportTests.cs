using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;

namespace Imaginator.Host.Tests.Web;

public sealed class StrictTransportTests : IDisposable
{
    private const string HttpsOnly = "-plainHttp=false";
    private const string FromLoopback = "-trustedProxies=127.0.0.1";

    private readonly CertificateSite _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(null, true, HttpsOnly)]
    [InlineData(null, false)]
    [InlineData("https", true, HttpsOnly, FromLoopback)]
    [InlineData("http", false, HttpsOnly, FromLoopback)]
    [InlineData(null, false, HttpsOnly, "-pathBase=/imaginator")]
    [InlineData("https", true, HttpsOnly, FromLoopback, "-pathBase=/imaginator")]
    [InlineData("https", false, HttpsOnly, "-pathBase=/imaginator")]
    public async Task BrowsersMustUseHttps_IfThereIsNothingElse(string? forwarded, bool isStrict, params string[] flags)
    {
        var files = new ConfigurationSite();
        files.WriteStreams("base/x");
        await using var site = await WebSite.StartAsync(files, [.. _certificates.Flags, .. flags]);
        using var client = site.CreateClient(Uri.UriSchemeHttps);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-For", "192.0.2.1");
            request.Headers.Add("X-Forwarded-Proto", forwarded);
        }

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(isStrict, response.Headers.Contains("Strict-Transport-Security"));
    }
}
