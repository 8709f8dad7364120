using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Tests.Web.Entry;

/// <summary>Each kind of address for each kind of reader, with certificates.</summary>
public sealed class ReadGateTests : IDisposable
{
    private const string StatusPage = "/";
    private const string Style = "/assets/x/style.css";
    private const string Streams = "/showImageStreams";
    private const string Stream = "/showImageStream?team-a/app";
    private const string Graph = "/showDirectedGraph";
    private const string DaemonLog = "/showDaemonLog";
    private const string Api = "/api/v1/streams";
    private const string Unknown = "/unknown";

    private readonly CertificateSite _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("none", "/healthz", true)]
    [InlineData("none", StatusPage, false)]
    [InlineData("none", Style, true)]
    [InlineData("none", Streams, false)]
    [InlineData("none", Stream, false)]
    [InlineData("none", Graph, false)]
    [InlineData("none", DaemonLog, false)]
    [InlineData("none", Api, false)]
    [InlineData("none", Unknown, false)]
    [InlineData("status", StatusPage, true)]
    [InlineData("status", Style, true)]
    [InlineData("status", Streams, false)]
    [InlineData("status", Stream, false)]
    [InlineData("status", Graph, false)]
    [InlineData("status", DaemonLog, false)]
    [InlineData("status", Api, false)]
    [InlineData("status", Unknown, false)]
    [InlineData("all", StatusPage, true)]
    [InlineData("all", Style, true)]
    [InlineData("all", Streams, true)]
    [InlineData("all", Stream, true)]
    [InlineData("all", Graph, true)]
    [InlineData("all", DaemonLog, true)]
    [InlineData("all", Api, true)]
    [InlineData("all", Unknown, true)]
    public async Task AnonymousCallers_ReadWhatTheFlagSays(string mode, string address, bool isOpen)
    {
        await using var site = await StartAsync($"-anonymousReads={mode}");
        foreach (var scheme in new[] { Uri.UriSchemeHttp, Uri.UriSchemeHttps })
        {
            using var client = site.CreateClient(scheme);

            Assert.Equal(!isOpen, await StatusAsync(client, address) == HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("all", Streams, HttpStatusCode.OK)]
    [InlineData("all", DaemonLog, HttpStatusCode.OK)]
    [InlineData("all", Api, HttpStatusCode.OK)]
    [InlineData("all", Unknown, HttpStatusCode.NotFound)]
    [InlineData("roles", Streams, HttpStatusCode.OK)]
    [InlineData("roles", Stream, HttpStatusCode.OK)]
    [InlineData("roles", DaemonLog, HttpStatusCode.Forbidden)]
    [InlineData("roles", Graph, HttpStatusCode.Forbidden)]
    [InlineData("roles", Unknown, HttpStatusCode.Forbidden)]
    public async Task CertificateOfAMember_ReadsWhatTheFlagSays(string mode, string address, HttpStatusCode expected)
    {
        await using var site = await StartAsync($"-memberReads={mode}");
        using var client = CreateClient(site, _certificates.Identity.IssueClient("ann", groups: ["team-a"]));

        Assert.Equal(expected, await StatusAsync(client, address));
    }

    [Fact]
    public async Task CertificateWithoutARole_ReadsNothing_IfRolesAreRequired()
    {
        await using var site = await StartAsync("-memberReads=roles", "-anonymousReads=none");
        using var client = CreateClient(site, _certificates.Identity.IssueClient("eve"));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, Streams));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, StatusPage));
        Assert.Matches(@"^denied: web: eve \(.*\): read /showImageStreams: no access to Imaginator\.Read$", site.Audit.First());
    }

    [Fact]
    public async Task ReaderOfADirectory_SeesItsStreamsOnly()
    {
        await using var site = await StartAsync("-memberReads=roles");
        using var client = CreateClient(site, _certificates.Identity.IssueClient("ann", groups: ["team-a"]));
        var own = await site.BuildAsync("team-a/app");
        var foreign = await site.BuildAsync("team-b/app");

        foreach (var address in new[] { Streams, Api, "/api/v1/builds" })
        {
            var text = await client.GetStringAsync(address, Token);
            Assert.Contains("team-a/app", text, StringComparison.Ordinal);
            Assert.DoesNotContain("team-b/app", text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, $"/api/v1/builds/{own}"));
        foreach (var address in new[]
        {
            $"/api/v1/builds/{foreign}", $"/api/v1/builds/{foreign}/log", $"/builds/{foreign}", $"/builds/{foreign}/log",
            $"/builds/{foreign}/log.txt", "/showImageStream?team-b/app", "/showLastBuildLog?team-b/app", "/api/v1/streams/team-b%2Fapp",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, address));
        }
    }

    [Fact]
    public async Task Token_ReadsTheStreamsOfItsScope()
    {
        await using var site = await StartAsync();
        using var client = TokenClient(site, StreamRole.View, "team-a/");

        var text = await client.GetStringAsync(Api, Token);

        Assert.Contains("team-a/app", text, StringComparison.Ordinal);
        Assert.DoesNotContain("team-b/app", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, DaemonLog));
    }

    [Theory]
    [InlineData(StreamRole.Manage, "/", HttpStatusCode.OK)]
    [InlineData(StreamRole.Build, "/", HttpStatusCode.Forbidden)]
    [InlineData(StreamRole.Manage, "team-a/", HttpStatusCode.Forbidden)]
    public async Task Token_RunsActionsOfTheSite_IfItManagesAllStreams(StreamRole role, string stream, HttpStatusCode expected)
    {
        await using var site = await StartAsync();
        using var client = TokenClient(site, role, stream);

        using var response = await client.PostAsync("/api/v1/build-requests/disable?for=10m", null, Token);

        // Without the header that shows where a request of a browser comes from.
        Assert.Equal(expected, response.StatusCode);
        Assert.Matches(@"^(allowed|denied): web: token:ci \(", Assert.Single(site.Audit));
    }

    [Fact]
    public async Task InvalidToken_IsRefused_EvenWhereAnonymousCallersRead()
    {
        await using var site = await StartAsync("-anonymousReads=all");
        using var client = site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenText.Create());

        using var response = await client.GetAsync(Api, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_token", Assert.Single(response.Headers.WwwAuthenticate).Parameter, StringComparison.Ordinal);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Matches(@"^denied: web: \(anonymous\) \(.*\): use-token : the bearer token is not valid$", Assert.Single(site.Audit));
    }

    [Fact]
    public async Task ManyInvalidTokens_AreNotLogged_AndLockNobodyOut()
    {
        await using var site = await StartAsync();
        using var guesser = site.CreateClient(Uri.UriSchemeHttps);
        guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenText.Create());
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt <= FailedCredentials.Maximum; attempt++)
        {
            statuses.Add(await StatusAsync(guesser, Api));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.Equal(FailedCredentials.Maximum, site.Audit.Count());

        // From the same address.
        using var client = TokenClient(site, StreamRole.View, "/");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, Api));
    }

    [Fact]
    public async Task RevokedToken_EndsTheResponseThatFollowsABuild()
    {
        await using var site = await StartAsync();
        using var client = TokenClient(site, StreamRole.View, "team-a/");
        using var build = await StartedBuild.StartAsync(site, "team-a/app");
        using var response = await client.GetAsync($"/builds/{build.Id}/log.txt", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var log = await response.Content.ReadAsStreamAsync(Token);
        var reading = log.CopyToAsync(System.IO.Stream.Null, Token);

        var tokens = site.Get<TokenStore>();
        tokens.Revoke(tokens.FindByName("ci")!);
        await Wait.UntilAsync(() =>
        {
            site.Time.Advance(CredentialWatch.Interval);
            return reading.IsCompleted;
        });

        await Assert.ThrowsAnyAsync<Exception>(() => reading);
        await build.FinishAsync();
    }

    [Fact]
    public async Task TwoCredentials_CountAsNone()
    {
        await using var site = await StartAsync();
        using var client = TokenClient(site, StreamRole.View, "/");
        using var request = new HttpRequestMessage(HttpMethod.Get, Api);
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {TokenText.Create()}", client.DefaultRequestHeaders.Authorization!.ToString()]);

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task ActionWithoutACredential_IsUnauthenticated_AndDenied()
    {
        await using var site = await StartAsync();
        using var client = site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Add("X-Imaginator-Request", "test");

        using var response = await client.PostAsync("/api/v1/auto-builds/start", null, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.StartsWith("denied: web: (anonymous)", Assert.Single(site.Audit), StringComparison.Ordinal);
        Assert.Contains(": StartAutoBuilds :", site.Audit.First(), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, Token);
        return response.StatusCode;
    }

    private static HttpClient CreateClient(WebSite site, X509Certificate2 certificate) => site.CreateClient(Uri.UriSchemeHttps, certificate);

    private static HttpClient TokenClient(WebSite site, StreamRole role, string stream)
    {
        var made = site.Get<TokenStore>().Make(new TokenOrder("ci", role, [stream], null), "ann");
        var client = site.CreateClient(Uri.UriSchemeHttps);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Text);
        return client;
    }

    private Task<WebSite> StartAsync(params string[] flags)
    {
        var files = new ConfigurationSite();
        files.WriteMain(more: """ "StreamRoles": {"team-a": {"View": {"Groups": ["team-a"]}}}, """);
        files.WriteStreams("team-a/app", "team-b/app");
        return WebSite.StartAsync(files, [.. _certificates.Flags, .. flags]);
    }
}
