using System.IO.Compression;

namespace Imaginator.Host.Tests.Web;

public sealed class CompressionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    public async Task Pages_AreCompressed_AsTheClientAccepts(string accepted, string encoding)
    {
        await using var site = await WebSite.StartAsync("base/a");
        using var response = await GetAsync(site, "/showImageStreams", accepted);

        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        await using Stream text = encoding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        Assert.Contains("<html", await new StreamReader(text).ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("/", "identity")]
    [InlineData("/builds/{build}/log.txt", "gzip, br")]
    [InlineData("/showCurrentBuildLog?base/a", "gzip, br")]
    public async Task OtherAnswers_AreNot(string address, string? accepted)
    {
        await using var site = await WebSite.StartAsync("base/a");
        using var build = await StartedBuild.StartAsync(site, "base/a");
        build.Print("hello\n");
        using var response = await GetAsync(site, address.Replace("{build}", build.Id.ToString(), StringComparison.Ordinal), accepted);

        Assert.Empty(response.Content.Headers.ContentEncoding);

        // A log arrives while it grows.
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.NotNull(await reader.ReadLineAsync(Token));
    }

    private static async Task<HttpResponseMessage> GetAsync(WebSite site, string address, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accepted is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(accepted);
        }

        return await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
