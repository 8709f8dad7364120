using System.Net;
using System.Text.RegularExpressions;
using Imaginator.Host.Tests.Configuration;

namespace Imaginator.Host.Tests.Web.Forms;

public sealed class BuildFormTests
{
    private const string BuildAddress = "/actions/BuildImage";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Form_StartsABuild_OnceForAllClicks()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var key = KeyOf(await site.GetAsync("/showImageStream?base/x"));
        site.Runner.Release("base/x");

        var first = await SubmitAsync(
            site, BuildAddress, ("stream", "base/x"), ("key", key), ("branch", " main "), ("variables", "A=1"), ("expiresIn", "24h"));
        var second = await SubmitAsync(
            site, BuildAddress, ("stream", "base/x"), ("key", key), ("branch", " main "), ("variables", "A=1"), ("expiresIn", "24h"));

        Assert.Equal(HttpStatusCode.SeeOther, first.Status);
        Assert.Matches("^/builds/[0-9a-z]{13}$", first.Location);
        Assert.Equal(first.Location, second.Location);
        var page = await site.GetAsync(first.Location!);
        Assert.Contains("<dt>Branch</dt><dd class=\"mono\">main</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Variables</dt><dd class=\"mono\">A</dd>", page, StringComparison.Ordinal);
        Assert.Contains(site.Audit, line => line.StartsWith("allowed: web:", StringComparison.Ordinal)
            && line.EndsWith($": BuildImage base/x as {first.Location!["/builds/".Length..]}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Form_HasTheVariablesThatTheStreamDeclares()
    {
        var files = new ConfigurationSite();
        files.Write("streams.json", """
            {"Streams": {"base/x": {"ManifestUrl": "dir:///a", "RequestVariables": {"RELEASE": "[a-z]+"}},
                         "base/y": {"ManifestUrl": "dir:///a", "RequestVariables": {}},
                         "base/z": {"ManifestUrl": "dir:///a"}}}
            """);
        await using var site = await WebSite.StartAsync(files);

        var declared = await site.GetAsync("/showImageStream?base/x");
        Assert.Contains("name=\"variable:RELEASE\"", declared, StringComparison.Ordinal);
        Assert.Contains("must match [a-z]&#x2B;", declared, StringComparison.Ordinal);
        Assert.DoesNotContain("<textarea", declared, StringComparison.Ordinal);
        var none = await site.GetAsync("/showImageStream?base/y");
        Assert.DoesNotContain("name=\"variable", none, StringComparison.Ordinal);
        Assert.Contains("<textarea name=\"variables\"", await site.GetAsync("/showImageStream?base/z"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stream=nothing", HttpStatusCode.NotFound)]
    [InlineData("stream=base/x&key=\u00e4", HttpStatusCode.BadRequest)]
    [InlineData("stream=base/x&variables=s3cret", HttpStatusCode.BadRequest)]
    [InlineData("stream=base/x&expiresIn=soon", HttpStatusCode.BadRequest)]
    [InlineData("stream=base/x&expiresIn=-1h", HttpStatusCode.BadRequest)]
    public async Task InvalidForm_IsExplained(string form, HttpStatusCode expected)
    {
        await using var site = await WebSite.StartAsync("base/x");
        var (status, _, page) = await SubmitAsync(site, BuildAddress, Fields(form));

        Assert.Equal(expected, status);
        Assert.Contains("<h1>Not started</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", page, StringComparison.Ordinal);
        Assert.Empty(site.Queue.Current.Running);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task FormOfAnotherSite_StartsNothing(string? origin)
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var response = await SendAsync(site, BuildAddress, origin, ("stream", "base/x"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(site.Queue.Current.Running);
        Assert.StartsWith("denied: web:", Assert.Single(site.Audit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_LeadsToANewBuild()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", error: "no disk");
        var page = await site.GetAsync($"/builds/{id}");
        var key = KeyOf(page);

        var (status, location, _) = await SubmitAsync(site, "/actions/retry-build", ("build", id.ToString()), ("key", key));

        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.NotEqual($"/builds/{id}", location);
        Assert.Contains($"<dt>Retry of</dt><dd><a href=\"/builds/{id}\">", await site.GetAsync(location!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_AsksForSecretsAgain()
    {
        await using var site = await WebSite.StartAsync("base/x");
        site.Runner.Release("base/x");
        var (_, build, _) = await SubmitAsync(site, BuildAddress, ("stream", "base/x"), ("variables", "API_TOKEN=s3cret\nROLE=web"));
        var id = build!["/builds/".Length..];

        var (status, _, page) = await SubmitAsync(site, "/actions/retry-build", ("build", id));

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains($"<input type=\"hidden\" name=\"build\" value=\"{id}\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"variable:API_TOKEN\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ROLE", page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", page, StringComparison.Ordinal);
        var retry = await SubmitAsync(
            site, "/actions/retry-build", ("build", id), ("key", KeyOf(page)), ("variable:API_TOKEN", "s3cret"));
        Assert.Equal(HttpStatusCode.SeeOther, retry.Status);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abc")]
    public async Task RetryOfAnUnknownBuild_IsNotFound(string build)
    {
        await using var site = await WebSite.StartAsync("base/x");
        Assert.Equal(HttpStatusCode.NotFound, (await SubmitAsync(site, "/actions/retry-build", ("build", build))).Status);
    }

    private static string KeyOf(string page) => Regex.Match(page, "name=\"key\" value=\"([0-9a-f]{32})\"").Groups[1].Value;

    private static (string Name, string Value)[] Fields(string form) =>
        [.. form.Split('&').Select(field => field.Split('=', 2)).Select(field => (field[0], field[1]))];

    private static async Task<(HttpStatusCode Status, string? Location, string Page)> SubmitAsync(
        WebSite site, string address, params (string Name, string Value)[] fields)
    {
        using var response = await SendAsync(site, address, $"http://127.0.0.1:{site.Port}", fields);
        return (response.StatusCode, response.Headers.Location?.OriginalString, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task<HttpResponseMessage> SendAsync(
        WebSite site, string address, string? origin, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string?, string?>(field.Name, field.Value))),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await site.Client.SendAsync(request, Token);
    }
}
