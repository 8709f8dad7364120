using System.Net;
using System.Net.Sockets;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class HttpTests(GitServers servers) : GitTest(servers)
{
    private static readonly string Escaped = Uri.EscapeDataString(GitServers.Password);

    [Fact]
    public async Task LogsIn_WithTheCredentialsOfTheUrl()
    {
        var repository = CreateSimpleRepository();

        var (directory, _) = await FetchAsync(repository.PrivateUrl($"{GitServers.User}:{Escaped}@"), "base");

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
    }

    [Fact]
    public async Task LogsIn_WithAnUnescapedAtSignInThePassword()
    {
        var repository = CreateSimpleRepository();
        var password = Escaped.Replace("%40", "@", StringComparison.Ordinal);

        await FetchAsync(repository.PrivateUrl($"{GitServers.User}:{password}@"), "base");
    }

    [Fact]
    public async Task LogsIn_WithAPasswordThatOnlyLooksEncoded()
    {
        var repository = CreateSimpleRepository();

        await FetchAsync(repository.PrivateUrl($"{GitServers.LiteralUser}:{GitServers.LiteralPassword}@"), "base");
        await FetchAsync(repository.PrivateUrl(
            $"{GitServers.LiteralUser}:{Uri.EscapeDataString(GitServers.LiteralPassword)}@"), "base");
    }

    [Fact]
    public async Task Refuses_WrongPassword_WithoutShowingIt()
    {
        var repository = CreateSimpleRepository();

        var message = await FailAsync(
            ManifestFetchError.AccessDenied, repository.PrivateUrl($"{GitServers.User}:wr%6Fng-secret@"));

        Assert.Contains("does not accept the user and password", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message + Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_WrongPassword_ThoughTheMirrorHasEverything()
    {
        var repository = CreateSimpleRepository();
        await FetchAsync(repository.PrivateUrl($"{GitServers.User}:{Escaped}@"), "base");

        await FailAsync(ManifestFetchError.AccessDenied, repository.PrivateUrl($"{GitServers.User}:guess@"), "base");

        Assert.Single(Directory.GetDirectories(CacheDirectory));
    }

    [Fact]
    public async Task AsksForCredentials_WhereTheUrlHasNone()
    {
        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().PrivateUrl(""));

        Assert.Contains("secret variables", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NeverShowsPassword_WhateverHappens()
    {
        var repository = CreateSimpleRepository();
        var url = repository.PrivateUrl($"{GitServers.User}:{Escaped}@");
        Task[] failures =
        [
            FetchAsync(url, "no/such/directory"),
            FetchAsync(url, branch: "no-such-branch"),
            FetchAsync(url + "-is-not-there"),
            FetchAsync(url.Replace("127.0.0.1", "no-such-host.invalid", StringComparison.Ordinal)),
            FetchAsync(url.Replace($":{Servers.HttpPort}", ":99999", StringComparison.Ordinal)),
            FetchAsync(url.Replace($":{Servers.HttpPort}", $":{FreePort.Next()}", StringComparison.Ordinal)),
            FetchAsync(url.Replace($":{Servers.HttpPort}", $":{Servers.DaemonPort}", StringComparison.Ordinal)),
            FetchAsync(url.Replace("http://", "https://", StringComparison.Ordinal)),
            FetchAsync(url.Replace("http://", "ssh://", StringComparison.Ordinal)),
            FetchAsync(url.Replace("http://", "ftp://", StringComparison.Ordinal)),
            FetchAsync(url.Replace("http://", "", StringComparison.Ordinal)),
            FetchAsync(url.Replace("/private", "/loop", StringComparison.Ordinal)),
            FetchAsync(url.Replace("/private", "/broken", StringComparison.Ordinal)),
            FetchAsync(url + "?query"),
        ];
        await FetchAsync(url, "base");

        foreach (var failure in failures)
        {
            var text = (await Assert.ThrowsAsync<ManifestFetchException>(() => failure)).ToString();
            Assert.Contains("$GIT_URL", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Escaped, text, StringComparison.Ordinal);
            Assert.DoesNotContain(GitServers.Password, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Escaped, Log, StringComparison.Ordinal);
        Assert.DoesNotContain(GitServers.Password, Log, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(CacheDirectory, "*", SearchOption.AllDirectories))
        {
            var kept = file + await File.ReadAllTextAsync(file, Cancel);
            Assert.DoesNotContain(Escaped, kept, StringComparison.Ordinal);
            Assert.DoesNotContain(GitServers.Password, kept, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/nothing/here.git", ManifestFetchError.Unreachable, "not that of a git repository")]
    [InlineData("/page/x.git", ManifestFetchError.Unreachable, "not that of a git repository")]
    [InlineData("/forbidden/x.git", ManifestFetchError.AccessDenied, "denies access")]
    [InlineData("/broken/x.git", ManifestFetchError.Unreachable, "status 500")]
    [InlineData("/loop/x.git", ManifestFetchError.Unreachable, "redirects too many times")]
    public async Task Explains_WhatTheServerAnswers(string path, ManifestFetchError reason, string expected)
    {
        var message = await FailAsync(reason, $"http://127.0.0.1:{Servers.HttpPort}{path}");

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_UnknownHost()
    {
        var message = await FailAsync(ManifestFetchError.Unreachable, "http://no-such-host.invalid/x.git");

        Assert.Contains("no-such-host.invalid", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_PortWithoutServer()
    {
        var port = FreePort.Next();

        var message = await FailAsync(ManifestFetchError.Unreachable, $"http://127.0.0.1:{port}/x.git");

        Assert.Contains($"port {port} does not answer", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_CertificateThatNobodyVouchesFor()
    {
        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().HttpsUrl);

        Assert.Contains("is not trusted", message, StringComparison.Ordinal);
        Assert.Contains("caFile", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follows_RedirectOnTheSameServer_WithCredentials()
    {
        var repository = CreateSimpleRepository();
        var url = $"http://{GitServers.User}:{Escaped}@127.0.0.1:{Servers.HttpPort}/moved/private/{repository.Name}";

        await FetchAsync(url, "base");
    }

    [Fact]
    public async Task Keeps_CredentialsFromServersThatItIsRedirectedTo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var stranger = ReadRequestAsync(listener);

        await FailAsync(ManifestFetchError.Unreachable,
            $"http://{GitServers.User}:{Escaped}@127.0.0.1:{Servers.HttpPort}/elsewhere/{port}/x.git");

        var request = await stranger;
        Assert.StartsWith("GET /x.git/info/refs", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> ReadRequestAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        using var reader = new StreamReader(client.GetStream());
        var request = "";
        while (await reader.ReadLineAsync(Cancel) is { Length: > 0 } line)
        {
            request += line + "\n";
        }

        await client.GetStream().WriteAsync("HTTP/1.1 404 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancel);
        return request;
    }
}
