using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.PackageCache.Fetching;

namespace Imaginator.PackageCache.Tests;

/// <summary>What builds reach through the proxy with each network policy, and what their logs say of the rest.</summary>
public sealed class NetworkPolicyTests : IAsyncDisposable
{
    private readonly TestCache _cache = new();
    private readonly ConcurrentQueue<string> _log = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task Tunnel_LeadsToAllowedServers()
    {
        using var server = Listen(MachineAddress.IPv4());
        var echo = EchoAsync(server);

        await using var session = await OpenAsync(SandboxNetwork.Packages, [TargetOf(server)]);
        using var client = await SendAsync(session, Request(session, TargetOf(server)));

        Assert.Equal("HTTP/1.1 200 Connection established", await ReadLineAsync(client));
        Assert.Equal("hello", await TalkAsync(client));

        await echo;
        Assert.Empty(_log);
    }

    [Fact]
    public async Task Open_TunnelsToEveryServer()
    {
        using var server = Listen(MachineAddress.IPv4());
        _ = EchoAsync(server);

        var (status, client) = await ConnectAsync(SandboxNetwork.Open, TargetOf(server), []);

        client.Dispose();
        Assert.Equal("HTTP/1.1 200 Connection established", status);
    }

    [Theory]
    [InlineData("git.example.org:443")]
    [InlineData("mirror.example.org:22")]
    [InlineData("[2001:db8::1]:443")]
    public async Task Packages_RefuseOtherServers(string target)
    {
        var (status, client) = await ConnectAsync(SandboxNetwork.Packages, target, ["mirror.example.org"]);

        client.Dispose();
        Assert.StartsWith("HTTP/1.1 403 Network policy packages denies ", status, StringComparison.Ordinal);
        Assert.Equal(
            $"network policy \"packages\": connection to {target.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)} denied; "
            + "to allow it, add it to NetworkHosts",
            Assert.Single(_log));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("169.254.169.254")]
    public async Task Tunnel_NeverLeadsToThisMachineOrItsLink(string host)
    {
        using var server = Listen(IPAddress.Loopback);
        var port = PortOf(server);

        var (status, client) = await ConnectAsync(SandboxNetwork.Packages, $"{host}:{port}", [$"{host}:{port}"]);

        client.Dispose();
        Assert.StartsWith("HTTP/1.1 403 ", status, StringComparison.Ordinal);
        Assert.Contains("addresses of this machine", Assert.Single(_log), StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Fact]
    public void Addresses_ThatThisMachineCannotUse_AreDropped()
    {
        IPAddress[] both = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")];

        Assert.Equal(both, OriginConnector.Usable(both, hasIPv4: true, hasIPv6: true));
        Assert.Equal(both[1], Assert.Single(OriginConnector.Usable(both, hasIPv4: true, hasIPv6: false)));
        Assert.Equal(both[0], Assert.Single(OriginConnector.Usable(both, hasIPv4: false, hasIPv6: true)));

        // A client of a tunnel gets a status for it.
        var exception = Assert.Throws<SocketException>(() => OriginConnector.Usable([both[0]], hasIPv4: true, hasIPv6: false));
        Assert.Equal(SocketError.AddressFamilyNotSupported, exception.SocketErrorCode);
    }

    [Fact]
    public async Task Host_HasNoTunnels()
    {
        using var server = Listen(IPAddress.Loopback);

        var (status, client) = await ConnectAsync(SandboxNetwork.Host, TargetOf(server), [TargetOf(server)]);

        client.Dispose();
        Assert.StartsWith("HTTP/1.1 403 ", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT git.example.org:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 407 ")]
    [InlineData("CONNECT git.example.org:443 HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\n\r\n", "HTTP/1.1 407 ")]
    [InlineData("CONNECT git.example.org HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("CONNECT git.example.org:99999 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("CONNECT a b c d\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task Tunnel_RequiresASecretAndAServer(string request, string status)
    {
        await using var session = await OpenAsync(SandboxNetwork.Packages, []);
        using var client = await SendAsync(session, request);

        Assert.StartsWith(status, await ReadLineAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tunnel_EndsWithItsCommand()
    {
        using var server = Listen(MachineAddress.IPv4());
        var session = await OpenAsync(SandboxNetwork.Packages, [TargetOf(server)]);
        using var client = await SendAsync(session, Request(session, TargetOf(server)));
        using var connection = await server.AcceptSocketAsync(Cancelled);
        await ReadLineAsync(client);

        await session.DisposeAsync();

        Assert.True(await EndsAsync(connection));
    }

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.Packages)]
    public async Task Downloads_NeverComeFromThisMachineOrItsLink(SandboxNetwork network)
    {
        await using var origin = new ScriptedOrigin("HTTP/1.1 200 OK\nContent-Length: 6\nConnection: close\n\nsecret");
        var urls = new[] { origin.UrlOf("/pool/a.deb"), origin.UrlOf("/status"), new Uri($"http://localhost:{origin.Port}/pool/a.deb") };
        await using var session = await OpenAsync(network, []);
        using var http = TestCache.ClientOf(session);
        foreach (var url in urls)
        {
            using var response = await http.GetAsync(url, Cancelled);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty(origin.Requests);
        Assert.Contains(
            $"network policy \"{network.NameOf()}\": connection to 127.0.0.1:{origin.Port} denied; "
            + "addresses of this machine and its link require Network host",
            _log);
    }

    [Fact]
    public async Task WhatCameFromThisMachine_StaysWithBuildsThatReachIt()
    {
        await using var origin = new ScriptedOrigin("HTTP/1.1 200 OK\nContent-Length: 6\nConnection: close\n\nsecret");
        Assert.Equal(["secret"], (await _cache.GetAsync(origin.UrlOf("/pool/a.deb"))).Contents);
        await using var session = await OpenAsync(SandboxNetwork.Open, []);
        using var http = TestCache.ClientOf(session);

        using var response = await http.GetAsync(origin.UrlOf("/pool/a.deb"), Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task ConnectionsOfABuild_AreServedLikeThoseOfThePort()
    {
        await using var origin = new ScriptedOrigin("HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\nwhole");
        await using var session = await OpenAsync(SandboxNetwork.Host, []);
        using var listener = Listen(IPAddress.Loopback);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndpoint, Cancelled);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var serving = _cache.Proxy.ServeConnectionAsync(await listener.AcceptSocketAsync(Cancelled), end.Token);

        await client.SendAsync(
            Encoding.ASCII.GetBytes($"GET {origin.UrlOf("/pool/a.deb")} HTTP/1.1\r\nHost: x\r\n{Authorization(session)}\r\n"), Cancelled);
        Assert.Equal("HTTP/1.1 200 OK", await ReadLineAsync(client));

        Assert.False(serving.IsCompleted);
        await end.CancelAsync();
        await serving;
        Assert.True(await EndsAsync(client));
    }

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private static string PortOf(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private static string TargetOf(TcpListener listener) => listener.LocalEndpoint.ToString()!;

    private static async Task EchoAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancelled);
        await connection.GetStream().CopyToAsync(connection.GetStream(), Cancelled);
    }

    private static async Task<string> TalkAsync(Socket client)
    {
        // Before the end of the input: a socket that both sides have ended gives no stream.
        using var reader = new StreamReader(new NetworkStream(client));
        await client.SendAsync("hello"u8.ToArray(), Cancelled);
        client.Shutdown(SocketShutdown.Send);
        return (await reader.ReadToEndAsync(Cancelled)).Trim();
    }

    private static async Task<bool> EndsAsync(Socket connection)
    {
        try
        {
            var buffer = new byte[1000];
            while (await connection.ReceiveAsync(buffer, Cancelled) > 0)
            {
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string Authorization(IPackageDownloads session) =>
        $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(session.Proxy.UserInfo))}\r\n";

    private static string Request(IPackageDownloads session, string target) =>
        $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{Authorization(session)}\r\n";

    private static async Task<Socket> SendAsync(IPackageDownloads session, string request)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, session.Proxy.Port, Cancelled);
        await client.SendAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        return client;
    }

    /// <summary>Reads the status line of a response; the rest of its head too.</summary>
    private static async Task<string> ReadLineAsync(Socket client)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReceiveAsync(next, Cancelled) == 1)
        {
            head.Append((char)next[0]);
        }

        return head.ToString().Split("\r\n")[0];
    }

    private Task<IPackageDownloads> OpenAsync(SandboxNetwork network, string[] hosts) => _cache.Proxy.ServeAsync(
        new DownloadPolicy(network) { AllowedHosts = [.. hosts], Denied = _log.Enqueue }, Cancelled);

    private async Task<(string Status, Socket Client)> ConnectAsync(SandboxNetwork network, string target, string[] hosts)
    {
        await using var session = await OpenAsync(network, hosts);
        var client = await SendAsync(session, Request(session, target));
        var status = await ReadLineAsync(client);
        return (status, client);
    }
}
