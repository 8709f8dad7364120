using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Channels.Http;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class HttpDiagnosisTests(GitServers servers) : GitTest(servers)
{
    [Theory]
    [InlineData("429 Too Many Requests", "Retry-After: 0\r\n")]
    [InlineData("503 Service Unavailable", "Retry-After: 0\r\n")]
    [InlineData("502 Bad Gateway", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n")]
    [InlineData(null, "")]
    public async Task Repeats_RequestThatFailsForAMoment(string? status, string headers)
    {
        var repository = CreateSimpleRepository();
        await using var proxy = new BusyProxy(
            Servers.HttpPort, number => number > 2 ? null : status is null ? "" : BusyProxy.Http(status, headers));

        await FetchAsync($"http://127.0.0.1:{proxy.Port}/{repository.Name}", "base");

        Assert.InRange(proxy.Connections, 3, 5);
    }

    [Fact]
    public async Task Stops_RepeatingRequests()
    {
        await using var proxy = new BusyProxy(
            Servers.HttpPort, _ => BusyProxy.Http("503 Service Unavailable", "Retry-After: 0\r\n"));

        var message = await FailAsync(ManifestFetchError.Unreachable, $"http://127.0.0.1:{proxy.Port}/x.git");

        Assert.Contains("status 503", message, StringComparison.Ordinal);
        Assert.Equal(4, proxy.Connections);
    }

    [Fact]
    public async Task Shows_AnswerOfTheServer_WithoutSecretsAndControlCharacters()
    {
        var sent = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{GitServers.User}:{GitServers.Password}"));
        await using var proxy = new BusyProxy(Servers.HttpPort, _ => BusyProxy.Http(
            "503 Service Unavailable",
            "Retry-After: 3600\r\nContent-Type: text/plain; charset=utf-8\r\n",
            $"closed for {GitServers.Password} and {sent}\n\u001b[2J until noon\n" + new string('x', 100_000)));
        var escaped = Uri.EscapeDataString(GitServers.Password);

        var message = await FailAsync(
            ManifestFetchError.Unreachable, $"http://{GitServers.User}:{escaped}@127.0.0.1:{proxy.Port}/x.git");

        Assert.Contains("asks to wait 1h", message, StringComparison.Ordinal);
        Assert.Contains(@"closed for *** and *** \x1b[2J until noon", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 1000);
        Assert.Equal(1, proxy.Connections);
    }

    [Theory]
    [InlineData("403 Forbidden", ManifestFetchError.AccessDenied, "(status 403); its answer: ask the team of the archive")]
    [InlineData("401 Unauthorized", ManifestFetchError.AccessDenied, "as secret variables; its answer: ask the team of the archive")]
    [InlineData("404 Not Found", ManifestFetchError.Unreachable, "not that of a git repository; its answer: ask the team of the archive")]
    [InlineData("500 Internal Server Error", ManifestFetchError.Unreachable, "status 500; its answer: ask the team of the archive")]
    public async Task Shows_AnswerOfARefusal_WithoutRepeatingTheRequest(string status, ManifestFetchError reason, string expected)
    {
        await using var proxy = new BusyProxy(
            Servers.HttpPort, _ => BusyProxy.Http(status, "Content-Type: text/plain\r\n", "ask the team of the archive\n"));

        Assert.Contains(expected, await FailAsync(reason, $"http://127.0.0.1:{proxy.Port}/x.git"), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task Explains_ServerWithoutSmartHttp()
    {
        await using var proxy = new BusyProxy(Servers.HttpPort, _ => BusyProxy.Http(
            "200 OK", "Content-Type: text/plain\r\n", $"{new string('1', 40)}\trefs/heads/master\n"));

        Assert.Contains("smart HTTP", await FailAsync(
            ManifestFetchError.Unreachable, $"http://127.0.0.1:{proxy.Port}/x.git"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_SchemeOfTheOtherPort()
    {
        Assert.Contains(
            $"127.0.0.1 port {Servers.HttpPort} does not speak TLS; write http://",
            await FailAsync(ManifestFetchError.Unreachable, $"https://127.0.0.1:{Servers.HttpPort}/x.git"),
            StringComparison.Ordinal);
        Assert.Contains(
            $"127.0.0.1 requires TLS on port {Servers.HttpsPort}; write https://",
            await FailAsync(ManifestFetchError.Unreachable, $"http://127.0.0.1:{Servers.HttpsPort}/x.git"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_CaFileWithoutCertificate()
    {
        var file = Path.Combine(WorkDirectory, "ca.pem");
        await File.WriteAllTextAsync(file, "no certificate\n", Cancel);
        Settings["caFile"] = file;

        Assert.Contains($"{file} (caFile in the settings of plugin GitSource) has no certificate", await FailAsync(
            ManifestFetchError.AccessDenied, CreateSimpleRepository().HttpsUrl), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.ProxyTunnelError, "the proxy proxy.example:3128 refuses a connection to example.org port 443")]
    [InlineData(HttpRequestError.ConnectionError, "the proxy proxy.example:3128 does not answer")]
    [InlineData(HttpRequestError.NameResolutionError, "the host name of the proxy proxy.example:3128 cannot be resolved")]
    public void Names_Proxy(HttpRequestError error, string expected)
    {
        const string Url = "https://example.org/x.git";
        var address = GitAddressParser.Parse(Url, "$GIT_URL");
        var failure = new HttpFailure(address, new SecretScrubber(Url, address), "proxy.example:3128", Cancel);

        var explained = failure.Explain(new HttpRequestException(error, "no"), new Uri(Url), certificateFault: null);

        Assert.Contains(expected, explained.Message, StringComparison.Ordinal);
    }
}
