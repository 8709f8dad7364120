using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Imaginator.Host.Access.Tokens;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Web.Api;

public sealed class BuildStartTests(ApiFixture site) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_IsStartedWithItsAddress()
    {
        using var answer = await PostAsync(site.Manager, """{"stream": "base/c"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var build = await BodyOf(answer);
        Assert.Equal($"/api/v1/builds/{build["id"]}", answer.Headers.Location!.OriginalString);
        Assert.Equal("base/c", (string)build["stream"]!);
        Assert.Equal("ann", (string)build["requestor"]!);
        Assert.Contains(site.Site.Audit, line => line.StartsWith("allowed: web: ann", StringComparison.Ordinal)
            && line.EndsWith($"BuildImage base/c as {build["id"]}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RepeatedKey_StartsNoSecondBuild()
    {
        using var first = await PostAsync(site.Manager, """{"stream": "base/a"}""", "key-1");
        var id = (string)(await BodyOf(first))["id"]!;
        using var second = await PostAsync(site.Manager, """{"stream": "base/a"}""", "key-1");
        Assert.Equal(id, (string)(await BodyOf(second))["id"]!);
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", second.Headers.GetValues("Idempotent-Replayed").Single());

        using var other = await PostAsync(site.Manager, """{"stream": "base/b"}""", "key-1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("urn:imaginator:problem:key-reused", (string)(await BodyOf(other))["type"]!);
    }

    [Fact]
    public async Task KeyOfAnEarlierToken_ShowsNothingToALaterOneWithItsName()
    {
        using var earlier = TokenClient("named", StreamRole.Build, "base/");
        using var first = await PostAsync(earlier, """{"stream": "base/a"}""", "key-2");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);

        var tokens = site.Site.Get<TokenStore>();
        tokens.Revoke(tokens.FindByName("named")!);
        using var later = TokenClient("named", StreamRole.View, "library/");
        using var second = await PostAsync(later, """{"stream": "base/a"}""", "key-2");

        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
    }

    [Theory]
    [InlineData("""{"stream": "nothing"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"stream": null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"stream": "base/a", "expiresIn": "soon"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"stream": "base/a", "expiresIn": "-1h"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"stream": "base/a", "brnch": "x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"stream": "base/a", "variables": {"A": null}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"stream": 1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"branch": "x"}""", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task InvalidBody_IsExplained(string body, HttpStatusCode expected)
    {
        using var answer = await PostAsync(site.Manager, body);
        Assert.Equal(expected, answer.StatusCode);
        var problem = await BodyOf(answer);
        Assert.Matches("^[a-z].*[^.]$", (string)problem["detail"]!);
        Assert.DoesNotContain("Imaginator.", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherContentType_IsRefused()
    {
        using var content = new StringContent("""{"stream": "base/a"}""", Encoding.UTF8, "text/plain");
        using var answer = await site.Manager.PostAsync("/api/v1/builds", content, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("urn:imaginator:problem:unsupported-content-type", (string)(await BodyOf(answer))["type"]!);
    }

    [Fact]
    public async Task LongBody_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/builds")
        {
            Content = new StringContent($$"""{"stream": "{{new string('a', 300_000)}}"}""", Encoding.UTF8, "application/json"),
        };

        // The answer comes before the body.
        request.Headers.ExpectContinue = true;
        using var answer = await site.Manager.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("urn:imaginator:problem:body-too-long", (string)(await BodyOf(answer))["type"]!);
    }

    [Fact]
    public async Task BearerToken_NeedsNoHeader()
    {
        using var client = site.Site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new("Bearer", site.MakeToken("builder", StreamRole.Build, "base/"));

        // While a build of the caller runs, another one is refused for that reason.
        using var other = await PostAsync(client, """{"stream": "library/web"}""");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);

        using var answer = await PostAsync(client, """{"stream": "base/a"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("token:builder", (string)(await BodyOf(answer))["requestor"]!);
    }

    [Fact]
    public async Task Scope_LimitsWhatATokenSees()
    {
        using var client = site.Site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new("Bearer", site.MakeToken("reader", StreamRole.View, "base/"));
        var image = Uri.EscapeDataString(ApiFixture.Image);
        foreach (var hidden in new[]
        {
            "/streams/library%2Fweb", $"/images/{image}", $"/images/{image}/files?path=/etc/fstab", $"/images/{image}/packages",
            $"/images/{image}/log", "/streams/library%2Fweb/newest-image", "/streams/library%2Fweb/file-history?path=/etc/fstab",
            "/trends?stream=library%2Fweb",
        })
        {
            using var answer = await client.GetAsync("/api/v1" + hidden, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{hidden}: {answer.StatusCode}");
        }

        foreach (var ofSite in new[] { "/plugins", "/workers", "/daemon-log", "/receivers", "/trends", "/audit" })
        {
            using var answer = await client.GetAsync("/api/v1" + ofSite, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{ofSite}: {answer.StatusCode}");
        }

        Assert.Empty((await GetAsync(client, "/images?directory=library"))["images"]!.AsArray());
        Assert.DoesNotContain(
            (await GetAsync(client, "/streams"))["streams"]!.AsArray(), stream => (string)stream!["name"]! == "library/web");
        Assert.NotEmpty((await GetAsync(client, "/streams"))["streams"]!.AsArray());
    }

    [Fact]
    public async Task Retry_RepeatsTheBuild()
    {
        using var answer = await site.Manager.PostAsync($"/api/v1/builds/{site.Build}/retry", null, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var build = await BodyOf(answer);
        Assert.Equal("base/a", (string)build["stream"]!);
        Assert.NotEqual(site.Build.ToString(), (string)build["id"]!);
    }

    [Fact]
    public async Task CancelledTooLate_IsAnErrorOfItsOwn()
    {
        using var answer = await site.Manager.PostAsync($"/api/v1/builds/{site.Build}/cancel", null, Token);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("urn:imaginator:problem:too-late", (string)(await BodyOf(answer))["type"]!);
    }

    [Fact]
    public async Task EndedBuild_IsNotSentAgain()
    {
        using var first = await site.Manager.GetAsync($"/api/v1/builds/{site.Build}", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/builds/{site.Build}");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await site.Manager.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Events_TellTheWholeBuild()
    {
        var text = await site.Manager.GetStringAsync($"/api/v1/builds/{site.Build}/events", Token);
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('\n')).ToList();
        Assert.Equal("event: build", events[0][0]);
        Assert.Equal("event: end", events[^1][0]);
        var log = string.Concat(events
            .Where(item => item[0] == "event: log")
            .Select(item => (string)JsonNode.Parse(item.Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])!["text"]!));
        Assert.Contains("first\nsecond\n", log, StringComparison.Ordinal);

        var rest = await site.Manager.GetStringAsync($"/api/v1/builds/{site.Build}/events?offset={log.Length}", Token);
        Assert.DoesNotContain("event: log", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeadersOfEvents_DoNotWaitForTheEndOfTheBuild()
    {
        using var build = await StartedBuild.StartAsync(site.Site, site.TakeStream());
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/builds/{build.Id}/events");
        using var answer = await site.Manager.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        await build.FinishAsync();
    }

    [Fact]
    public async Task Events_FollowARunningBuild()
    {
        using var build = await StartedBuild.StartAsync(site.Site, site.TakeStream());
        using var answer = await site.Manager.GetAsync(
            $"/api/v1/builds/{build.Id}/events", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        build.Print("a line\n");
        await ReadUntilAsync(reader, "\"text\":\"a line\\n\"");
        await build.FinishAsync();
        await ReadUntilAsync(reader, "\"result\":\"succeeded\"");
        await ReadUntilAsync(reader, "event: end");
    }

    private HttpClient TokenClient(string name, StreamRole role, string stream)
    {
        var client = site.Site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new("Bearer", site.MakeToken(name, role, stream));
        return client;
    }

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the events end without {text}");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/builds")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, Token);
    }

    private static async Task<JsonNode> BodyOf(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;

    private static async Task<JsonNode> GetAsync(HttpClient client, string address) =>
        JsonNode.Parse(await client.GetStringAsync("/api/v1" + address, Token))!;
}
