using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Imaginator.Connections;
using Imaginator.Host.Tests.Rpc.Port;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Tests.Rpc.Limits;

/// <summary>Many connections to a daemon that permits few.</summary>
public sealed class ConnectionFloodTests
{
    private static readonly string[] FewConnections = ["-maximumConnections=64", "-maximumConnectionsPerAddress=48"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SilentConnection_IsClosedAfterTheSetupTimeout()
    {
        await using var daemon = await TestDaemon.StartAsync(["-insecure", "-connectionSetupTimeout=1s"]);
        using var silent = await PortTests.ConnectAsync(daemon.Port);
        using var incomplete = await PortTests.ConnectAsync(daemon.Port);
        await incomplete.SendAsync("CONNECT /_goSRPC_/ HT"u8.ToArray(), Token);
        using var headers = await PortTests.ConnectAsync(daemon.Port);
        await headers.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), Token);

        Assert.True(await IsClosedAsync(silent));
        Assert.True(await IsClosedAsync(incomplete));
        Assert.True(await IsClosedAsync(headers));
    }

    [Fact]
    public async Task IncompleteHandshake_IsClosedAfterTheSetupTimeout()
    {
        using var site = new CertificateSite();
        await using var daemon = await TestDaemon.StartAsync([.. site.Flags, "-connectionSetupTimeout=1s"], PortTests.AddEcho);
        using var https = await PortTests.ConnectAsync(daemon.Port);
        await https.SendAsync(new byte[] { 0x16, 3, 1, 1, 0 }, Token);
        using var srpc = await PortTests.ConnectAsync(daemon.Port);
        await srpc.SendAsync("CONNECT /_go_TLS_SRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
        await PortTests.ReceiveAsync(srpc, 35);

        Assert.True(await IsClosedAsync(https));
        Assert.True(await IsClosedAsync(srpc));
    }

    [Fact]
    public async Task Flood_LeavesRoomForOthers_AndClosesNoSession()
    {
        await using var daemon = await TestDaemon.StartAsync(["-insecure", "-connectionSetupTimeout=2s", .. FewConnections], PortTests.AddEcho);
        using var session = await OpenSessionAsync(daemon.Port);
        // The daemon also closes idle connections of clients, which can be at the moment of the next request.
        using var http = new HttpClient { DefaultRequestHeaders = { ConnectionClose = true } };
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                sockets.Add(await PortTests.ConnectAsync(daemon.Port));
                if (i % 100 == 0)
                {
                    var watch = Stopwatch.StartNew();
                    Assert.Equal("hello", await http.GetStringAsync($"http://127.0.0.1:{daemon.Port}/", Token));
                    Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
                }
            }

            var table = daemon.Services.GetRequiredService<ConnectionTable>();
            await Wait.UntilAsync(() => table.Count <= 64
                && table.Refusals.Any(refusal => refusal is { Reason: ConnectionRefusal.Displaced, Count: > 900 }));

            // All silent ones are closed, and the session is not.
            await Wait.UntilAsync(() => table.Count <= 2);
            await session.SendAsync("\n"u8.ToArray(), Token);
            Assert.Equal("\n", await PortTests.ReceiveAsync(session, 1));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Sessions_AreLimited_AndLeaveHealthChecks()
    {
        await using var daemon = await TestDaemon.StartAsync(["-insecure", .. FewConnections], PortTests.AddEcho);
        var sessions = new List<Socket>();
        try
        {
            for (var i = 0; i < 60; i++)
            {
                var session = await PortTests.ConnectAsync(daemon.Port);
                sessions.Add(session);
                await session.SendAsync("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
                await PortTests.ReceiveAsync(session, 35);
            }

            using var http = new HttpClient();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync($"http://127.0.0.1:{daemon.Port}/", Token)).StatusCode);

            // Health is answered in any case; this daemon has no such page.
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"http://127.0.0.1:{daemon.Port}/healthz", Token)).StatusCode);

            // The first ones stay.
            await sessions[0].SendAsync("\n"u8.ToArray(), Token);
            Assert.Equal("\n", await PortTests.ReceiveAsync(sessions[0], 1));
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    [Fact]
    public async Task Requests_AreLimitedInSize()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync();
        using var http = new HttpClient();
        var line = await http.GetAsync($"http://127.0.0.1:{daemon.Port}/{new string('x', 9000)}", Token);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, line.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{daemon.Port}/");
        request.Headers.Add("X", new string('x', 40_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await http.SendAsync(request, Token)).StatusCode);
    }

    private static async Task<Socket> OpenSessionAsync(int port)
    {
        var session = await PortTests.ConnectAsync(port);
        await session.SendAsync("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
        Assert.EndsWith("SRPC\n\n", await PortTests.ReceiveAsync(session, 35), StringComparison.Ordinal);
        return session;
    }

    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        var buffer = new byte[4096];
        try
        {
            // An answer such as 408 can precede the end.
            while (await socket.ReceiveAsync(buffer, Token) > 0)
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }

        return true;
    }
}
