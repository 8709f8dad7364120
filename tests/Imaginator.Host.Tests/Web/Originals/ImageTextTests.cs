using System.Net;
using System.Text.Json.Nodes;
using Imaginator.Host.Tests.Web.Api;
using Imaginator.Hosting.Configuration;
using Imaginator.Images;

namespace Imaginator.Host.Tests.Web.Originals;

/// <summary>The lists that scripts read from Dominator's imageserver.</summary>
public sealed class ImageTextTests(ApiFixture site) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/listImages?output=text", "library/web/2026-11-24:11:00:00\nlibrary/web/2026-11-24:12:00:00\nlibrary/web/expiring\n")]
    [InlineData("/listImages?library/web&output=text", "library/web/2026-11-24:11:00:00\nlibrary/web/2026-11-24:12:00:00\nlibrary/web/expiring\n")]
    [InlineData("/listDirectories?output=text", "library\n")]
    [InlineData("/listPackages?" + ApiFixture.Image + "&output=text", "apt two 100\n")]
    [InlineData("/listReleaseNotes?" + ApiFixture.Image, "the notes\n")]
    [InlineData("/listComputedInodes?" + ApiFixture.Image, "")]
    public async Task List_IsPlainText(string address, string text)
    {
        using var answer = await site.Viewer.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Packages_AreJsonOnRequest()
    {
        var packages = JsonNode.Parse(await site.Viewer.GetStringAsync($"/listPackages?{ApiFixture.Image}&output=json", Token))!.AsArray();
        Assert.Equal("""{"Name":"apt","Version":"two","Size":100}""", Assert.Single(packages)!.ToJsonString());
    }

    [Fact]
    public async Task ListWithoutAFormat_IsAPage()
    {
        using var answer = await site.Viewer.GetAsync($"/listPackages?{ApiFixture.Image}", Token);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/listPackages?library/web/none&output=text", HttpStatusCode.NotFound)]
    [InlineData("/listReleaseNotes?library/web/none", HttpStatusCode.NotFound)]
    [InlineData("/listComputedInodes?..%2F..%2Fetc", HttpStatusCode.NotFound)]
    [InlineData("/listComputedInodes", HttpStatusCode.NotFound)]
    [InlineData("/getObject?xyz", HttpStatusCode.BadRequest)]
    public async Task UnknownName_IsAnError(string address, HttpStatusCode status)
    {
        using var answer = await site.Viewer.GetAsync(address, Token);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Object_IsADownloadForReadersOfAllStreams()
    {
        var address = $"/getObject?{ObjectHash.Compute("two\n"u8)}";
        using var answer = await site.Viewer.GetAsync(address, Token);
        Assert.Equal("two\n", await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());

        using var client = ClientOfToken("of-library", "library/");
        using var denied = await client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
    }

    [Fact]
    public async Task Scope_LimitsLists()
    {
        using var client = ClientOfToken("of-base", "base/");
        Assert.Equal("", await client.GetStringAsync("/listImages?output=text", Token));
        Assert.Equal("", await client.GetStringAsync("/listDirectories?output=text", Token));
        using var answer = await client.GetAsync($"/listPackages?{ApiFixture.Image}&output=text", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private HttpClient ClientOfToken(string name, string stream)
    {
        var client = site.Site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new("Bearer", site.MakeToken(name, StreamRole.View, stream));
        return client;
    }
}
