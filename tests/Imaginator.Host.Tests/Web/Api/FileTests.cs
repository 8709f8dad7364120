using System.Net;
using System.Text.Json.Nodes;

namespace Imaginator.Host.Tests.Web.Api;

public sealed class FileTests(ApiFixture site) : IClassFixture<ApiFixture>
{
    private static readonly string Image = $"/api/v1/images/{Uri.EscapeDataString(ApiFixture.Image)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/etc/fstab", "text/plain", "two\n")]
    [InlineData("/bin/link", "application/octet-stream", "\0\u0001\u0002")]
    public async Task Bytes_AreADownloadWithoutRights(string path, string type, string contents)
    {
        using var answer = await site.Manager.GetAsync($"{Image}/files?path={path}", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contents, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Directory_IsListedPageByPage()
    {
        var names = new List<string>();
        var address = $"{Image}/files?path=/&limit=2";
        while (address is not null)
        {
            using var answer = await site.Manager.GetAsync(address, Token);
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
            names.AddRange(page["entries"]!.AsArray().Select(entry => (string)entry!["name"]!));
            address = (string?)page["next"];
            Assert.Equal(address is null ? null : $"<{address}>; rel=\"next\"", answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
        }

        Assert.Equal(["<img src=x onerror=alert(1)>", "bin", "dev", "etc"], names);
    }

    [Fact]
    public async Task Entries_LeadToTheirContents()
    {
        var listing = await GetAsync($"{Image}/files?path=/etc");
        var contents = (string)listing["entries"]![0]!["contents"]!;
        Assert.Equal("two\n", await site.Manager.GetStringAsync(contents, Token));
    }

    [Fact]
    public async Task Attributes_AreShownOnRequest()
    {
        var file = await GetAsync($"{Image}/files?path=/bin/link&stat=true");
        Assert.Equal("/bin/tool", (string)file["path"]!);
        Assert.Equal("7777", (string)file["mode"]!);
        Assert.Equal(3, (int)file["size"]!);
        Assert.Equal("character-device", (string)(await GetAsync($"{Image}/files?path=/dev/null&stat=true"))["kind"]!);
    }

    [Fact]
    public async Task DeviceWithoutContents_IsExplained()
    {
        using var answer = await site.Manager.GetAsync($"{Image}/files?path=/dev/null", Token);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/files?path=/etc/fstab")]
    [InlineData("/files?path=/etc")]
    [InlineData("/packages")]
    [InlineData("/sizes")]
    public async Task KnownAnswer_IsNotSentAgain(string part)
    {
        using var first = await site.Manager.GetAsync(Image + part, Token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, Image + part);
        request.Headers.TryAddWithoutValidation("If-None-Match", $"\"other\", {first.Headers.ETag}");
        using var second = await site.Manager.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("", await second.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Head_HasNoBody()
    {
        using var answer = await site.Manager.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{Image}/files?path=/etc/fstab"), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(4, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/files?path=/../../etc/passwd", HttpStatusCode.BadRequest)]
    [InlineData("/files?path=etc/fstab", HttpStatusCode.BadRequest)]
    [InlineData("/files?path=/a%00b", HttpStatusCode.BadRequest)]
    [InlineData("/files?path=%2F..%2Fetc", HttpStatusCode.BadRequest)]
    [InlineData("/files?path=/%FF%FE", HttpStatusCode.NotFound)]
    [InlineData("/files?path=/etc/fstab/x", HttpStatusCode.NotFound)]
    [InlineData("/files?path=/proc/self/environ", HttpStatusCode.NotFound)]
    [InlineData("/files?path=/etc&limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/diff?with=", HttpStatusCode.BadRequest)]
    [InlineData("/diff?with=../../x", HttpStatusCode.NotFound)]
    [InlineData("/diff?with=nothing", HttpStatusCode.NotFound)]
    [InlineData("/diff/text?with=nothing&path=..", HttpStatusCode.BadRequest)]
    [InlineData("/sizes?path=/..", HttpStatusCode.BadRequest)]
    public async Task HostilePath_IsRefused(string part, HttpStatusCode expected)
    {
        using var answer = await site.Manager.GetAsync(Image + part, Token);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task LongPath_IsRefused()
    {
        using var answer = await site.Manager.GetAsync($"{Image}/files?path=/{new string('a', 5000)}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsStringAsync(Token)).Length, 1, 1000);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%252e%252e")]
    [InlineData("library%2Fweb")]
    [InlineData("library%2F%2Fweb")]
    [InlineData("library%2Fweb%0A")]
    [InlineData("library%2Fweb%00")]
    public async Task HostileName_IsRefused(string name)
    {
        foreach (var part in new[] { "", "/files", "/packages", "/log" })
        {
            using var answer = await site.Manager.GetAsync($"/api/v1/images/{name}{part}", Token);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        }
    }

    [Fact]
    public async Task LongName_IsRefused()
    {
        using var answer = await site.Manager.GetAsync($"/api/v1/images/{new string('a', 7000)}", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var longer = await site.Manager.GetAsync($"/api/v1/images/{new string('a', 10_000)}", Token);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, longer.StatusCode);
    }

    [Fact]
    public async Task StoreThatFails_IsReported()
    {
        site.Library.Before = _ => throw new ImageStores.ImageStoreException(ImageStores.ImageStoreError.Unreachable, "cannot reach the store");
        try
        {
            using var answer = await site.Manager.GetAsync(Image, Token);
            Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
            Assert.Equal("urn:imaginator:problem:image-store-failed", (string)problem["type"]!);
            Assert.Equal("cannot reach the store", (string)problem["detail"]!);
        }
        finally
        {
            site.Library.Before = _ => Task.CompletedTask;
        }
    }

    private async Task<JsonNode> GetAsync(string address) => JsonNode.Parse(await site.Manager.GetStringAsync(address, Token))!;
}
