using System.Net;
using System.Text.Json;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;

namespace Imaginator.Host.Tests.Web;

public sealed class ActionTests
{
    private const string DisableRequests = "/api/v1/build-requests/disable?for=10m";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BuildRequests_CanBeDisabledAndEnabled()
    {
        await using var site = await WebSite.StartAsync();
        var (status, body) = await PostAsync(site.Client, DisableRequests);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("2026-11-24T12:10:00", body.GetProperty("disabledUntil").GetString(), StringComparison.Ordinal);
        Assert.NotNull(site.Queue.Current.BuildRequestsDisabledUntil);

        (status, body) = await PostAsync(site.Client, "/api/v1/build-requests/enable");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(body.TryGetProperty("disabledUntil", out _));
        Assert.Null(site.Queue.Current.BuildRequestsDisabledUntil);
        Assert.Matches(@"^allowed: web: \(anonymous\) \(127\.0\.0\.1:\d+\): DisableBuildRequests 10m$", site.Audit.First());
    }

    [Fact]
    public async Task AutoBuilds_CanBeDisabledEnabledAndStarted()
    {
        await using var site = await WebSite.StartAsync();
        await PostAsync(site.Client, "/api/v1/auto-builds/disable?for=1h");
        Assert.NotNull(site.Queue.Current.AutoBuildsDisabledUntil);
        await PostAsync(site.Client, "/api/v1/auto-builds/enable");
        Assert.Null(site.Queue.Current.AutoBuildsDisabledUntil);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(site.Client, "/api/v1/auto-builds/start")).Status);
        Assert.Equal(1, site.Rebuilds.Started);
        var (status, body) = await PostAsync(site.Client, "/api/v1/auto-builds/start");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("auto build busy", body.GetProperty("detail").GetString());
        Assert.Contains(site.Audit, line => line.StartsWith("refused: web:", StringComparison.Ordinal)
            && line.EndsWith(": StartAutoBuilds : auto build busy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/build-requests/disable", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/build-requests/disable?for=soon", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/build-requests/disable?for=-1h", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/build-requests/disable?for=1000h", HttpStatusCode.Conflict)]
    [InlineData("/api/v1/builds/0123456789abc/cancel", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/builds/x/cancel", HttpStatusCode.NotFound)]
    public async Task ImpossibleAction_IsExplained(string address, HttpStatusCode expected)
    {
        await using var site = await WebSite.StartAsync();
        var (status, body) = await PostAsync(site.Client, address);
        Assert.Equal(expected, status);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.StartsWith("refused:", Assert.Single(site.Audit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_CanBeCancelledByAForm()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        var page = await site.GetAsync("/");
        Assert.Contains("action=\"/actions/CancelBuild\"", page, StringComparison.Ordinal);
        Assert.Contains($"name=\"input\" value=\"{build.Id}\"", page, StringComparison.Ordinal);

        using var response = await SubmitAsync(site, build.Id.ToString(), $"http://127.0.0.1:{site.Port}");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal($"/builds/{build.Id}", response.Headers.Location!.OriginalString);
        Assert.Equal(BuildOutcomeKind.Cancelled, (await build.Completion.WaitAsync(Token)).Kind);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task FormOfAnotherSite_IsDenied(string? origin)
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x");
        using var response = await SubmitAsync(site, build.Id.ToString(), origin);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Single(site.Queue.Current.Running);
        Assert.StartsWith("denied: web:", Assert.Single(site.Audit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormThatIsTooLarge_IsRefused()
    {
        await using var site = await WebSite.StartAsync();
        using var response = await SubmitAsync(site, new string('x', 5000), $"http://127.0.0.1:{site.Port}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(site.Audit);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "evil.example")]
    public async Task PageOfAnotherSite_CannotUseTheApi(string header, string value)
    {
        await using var site = await WebSite.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, DisableRequests);
        request.Headers.Add("X-Imaginator-Request", "1");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await site.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Null(site.Queue.Current.BuildRequestsDisabledUntil);
    }

    [Fact]
    public async Task Certificates_ControlActions()
    {
        using var certificates = new CertificateSite();
        var files = new ConfigurationSite();
        files.WriteStreams("base/x");
        await using var site = await WebSite.StartAsync(files, certificates.Flags);
        using var nobody = site.CreateClient(Uri.UriSchemeHttps);
        using var other = site.CreateClient(Uri.UriSchemeHttps, certificates.Full.IssueClient("eve", methods: ["Imaginator.StartAutoBuilds"]));
        using var operations = site.CreateClient(Uri.UriSchemeHttps, certificates.Full.IssueClient("ann", methods: ["Imaginator.DisableBuildRequests"]));

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(site.Client, DisableRequests)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(nobody, DisableRequests)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(other, DisableRequests)).Status);
        Assert.Null(site.Queue.Current.BuildRequestsDisabledUntil);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(operations, DisableRequests)).Status);
        Assert.NotNull(site.Queue.Current.BuildRequestsDisabledUntil);

        Assert.Equal(["(anonymous)", "(anonymous)", "eve", "ann"], site.Audit.Select(line => line.Split(' ')[2]));
        Assert.Equal(["denied:", "denied:", "denied:", "allowed:"], site.Audit.Select(line => line.Split(' ')[0]));

        // Everybody sees the pages; the buttons are for those who may press them.
        Assert.DoesNotContain("<button", await site.GetAsync("/"), StringComparison.Ordinal);
        var page = await operations.GetStringAsync("/", Token);
        Assert.Contains("enable build requests", page, StringComparison.Ordinal);
        Assert.DoesNotContain("automatic builds</button>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnBuild_CanBeCancelledWithoutMethodAccess()
    {
        using var certificates = new CertificateSite();
        var files = new ConfigurationSite();
        files.WriteStreams("base/x");
        await using var site = await WebSite.StartAsync(files, certificates.Flags);
        using var build = await StartedBuild.StartAsync(site, "base/x", "ann");
        using var bob = site.CreateClient(Uri.UriSchemeHttps, certificates.Identity.IssueClient("bob"));
        using var ann = site.CreateClient(Uri.UriSchemeHttps, certificates.Identity.IssueClient("ann"));

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(bob, $"/api/v1/builds/{build.Id}/cancel")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(ann, $"/api/v1/builds/{build.Id}/cancel")).Status);
        var outcome = await build.Completion.WaitAsync(Token);
        Assert.Equal("base/x: cancelled by ann", outcome.Error);
    }

    [Fact]
    public async Task AuditedAction_IsOneLine()
    {
        await using var site = await WebSite.StartAsync();
        await PostAsync(site.Client, "/api/v1/build-requests/disable?for=%0Aallowed:%20web:%20root" + new string('x', 2000));
        var line = Assert.Single(site.Audit);
        Assert.DoesNotContain('\n', line);
        Assert.InRange(line.Length, 500, 1300);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("X-Imaginator-Request", "1");
        using var response = await client.SendAsync(request, Token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement);
    }

    private static async Task<HttpResponseMessage> SubmitAsync(WebSite site, string input, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/actions/CancelBuild")
        {
            Content = new FormUrlEncodedContent([new("input", input)]),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await site.Client.SendAsync(request, Token);
    }
}
