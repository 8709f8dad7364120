using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Tests;

/// <summary>The limits of connections that come from the networks of builds, and of their tunnels.</summary>
public sealed class BuildConnectionTests : IAsyncDisposable
{
    private const string Established = "HTTP/1.1 200 Connection established";

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
    private readonly List<Socket> _clients = [];
    private readonly List<Task> _serving = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_serving);
        _clients.ForEach(client => client.Dispose());
        _end.Dispose();
    }

    [Fact]
    public async Task Tunnels_OfACommand_AreLimited()
    {
        // Of eight connections, seven can be in use.
        using var server = Listen(MachineAddress.IPv4());
        await using var cache = new TestCache(options => options with { Command = options.Command with { Connections = 8 } });
        await using var session = await OpenAsync(cache);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(Established, await ReadStatusAsync(await ConnectAsync(cache, session, server)));
        }

        Assert.Equal(7, cache.Proxy.Connections.Count);
        var refused = await ConnectAsync(cache, session, server);

        Assert.StartsWith("HTTP/1.1 503 ", await ReadStatusAsync(refused), StringComparison.Ordinal);
        await using var other = await OpenAsync(cache);
        Assert.Equal(Established, await ReadStatusAsync(await ConnectAsync(cache, other, server)));
        await EndAsync();
        Assert.Equal(0, cache.Proxy.Connections.Count);
    }

    [Fact]
    public async Task SilentConnections_AreClosed()
    {
        await using var cache = new TestCache();
        await using var session = await OpenAsync(cache);
        var silent = await ConnectAsync(cache);
        Assert.Equal(1, cache.Proxy.Connections.Count);

        // In steps: the table looks at its connections once a second.
        await Wait.UntilAsync(() =>
        {
            cache.Time.Advance(TimeSpan.FromSeconds(1));
            return cache.Proxy.Connections.Count == 0;
        });

        Assert.Equal(0, await ReceiveAsync(silent));
    }

    [Fact]
    public async Task Tunnel_CountsAsADownloadOfItsCommand()
    {
        using var server = Listen(MachineAddress.IPv4());
        await using var cache = new TestCache(options => options with { Command = options.Command with { Bytes = 8 } });
        await using var session = await OpenAsync(cache);
        var client = await ConnectAsync(cache, session, server);
        using var connection = await server.AcceptSocketAsync(Cancelled);
        Assert.Equal(Established, await ReadStatusAsync(client));

        await connection.SendAsync("12345678"u8.ToArray(), Cancelled);
        Assert.Equal(8, await ReceiveAsync(client));
        await connection.SendAsync("9"u8.ToArray(), Cancelled);

        Assert.Equal(0, await ReceiveAsync(client));
    }

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private static Task<IPackageDownloads> OpenAsync(TestCache cache) =>
        cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Open), Cancelled);

    private static async Task<string> ReadStatusAsync(Socket client)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReceiveAsync(next, Cancelled) == 1)
        {
            head.Append((char)next[0]);
        }

        return head.ToString().Split("\r\n")[0];
    }

    /// <summary>Receives up to eight bytes, and returns their number; 0 if the connection was closed.</summary>
    private static async Task<int> ReceiveAsync(Socket client)
    {
        var buffer = new byte[8];
        var count = 0;
        try
        {
            while (count < buffer.Length && await client.ReceiveAsync(buffer.AsMemory(count), Cancelled) is > 0 and var received)
            {
                count += received;
            }
        }
        catch (SocketException)
        {
            // Closed before everything was read.
        }

        return count;
    }

    /// <summary>Makes a connection from the network of a build.</summary>
    private async Task<Socket> ConnectAsync(TestCache cache)
    {
        using var listener = Listen(IPAddress.Loopback);
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        await client.ConnectAsync(listener.LocalEndpoint, Cancelled);
        _serving.Add(cache.Proxy.ServeConnectionAsync(await listener.AcceptSocketAsync(Cancelled), _end.Token));
        return client;
    }

    /// <summary>Requests a tunnel from the network of a build.</summary>
    private async Task<Socket> ConnectAsync(TestCache cache, IPackageDownloads session, TcpListener server)
    {
        var client = await ConnectAsync(cache);
        await client.SendAsync(
            Encoding.ASCII.GetBytes(
                $"CONNECT {server.LocalEndpoint} HTTP/1.1\r\nProxy-Authorization: Basic "
                + $"{Convert.ToBase64String(Encoding.ASCII.GetBytes(session.Proxy.UserInfo))}\r\n\r\n"),
            Cancelled);
        return client;
    }

    private async Task EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_serving);
    }
}
