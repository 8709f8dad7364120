using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

/// <summary>What commands reach with each network policy, and what the build log says of the rest.</summary>
public sealed class NetworkPolicyTests : SandboxTest
{
    [Fact]
    public async Task Open_ReachesOtherAddresses()
    {
        var address = MachineAddress.IPv4();
        using var server = new EchoServer(address);

        Assert.Equal(EchoServer.Answer, await PrintedByAsync(Talk(address, server.Port), With(SandboxNetwork.Open)));
    }

    [Fact]
    public async Task Open_CopiesManyBytesInBothDirections()
    {
        const int Length = 5_000_000;
        var address = MachineAddress.IPv4();
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var echo = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancelled);
                await connection.GetStream().CopyToAsync(connection.GetStream(), Cancelled);
            },
            Cancelled);

        var printed = await PrintedByAsync(
            $"head -c {Length} /dev/urandom > /tmp/sent; nc {address} {PortOf(listener)} < /tmp/sent > /tmp/received; cmp /tmp/sent /tmp/received && echo same",
            With(SandboxNetwork.Open));

        await echo;
        Assert.Equal("same\n", printed);
    }

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.Packages)]
    [InlineData(SandboxNetwork.None)]
    public async Task Loopback_IsThatOfTheBuild(SandboxNetwork network)
    {
        using var server = new EchoServer(IPAddress.Loopback);
        var script = Talk(IPAddress.Loopback, server.Port);

        Assert.False((await RunAsync(script, With(network))).Succeeded);
        Assert.False((await RunAsync(Talk(IPAddress.Any, server.Port), With(network))).Succeeded);
        Assert.Equal(0, server.Connections);
        Assert.True((await RunAsync(script, With(SandboxNetwork.Host))).Succeeded, Log.Text);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("168.63.129.16")]
    public async Task Open_RefusesReservedAddresses(string address)
    {
        Assert.False((await RunAsync(Talk(IPAddress.Parse(address), 80), With(SandboxNetwork.Open))).Succeeded);

        Assert.Contains($"network policy \"open\": connection to {address}:80 denied; ", Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RefusesThePortsOfTheDaemonOnEveryAddress()
    {
        var address = MachineAddress.IPv4();
        using var daemon = new EchoServer(IPAddress.Any);
        var settings = Settings with { Network = new NetworkSettings(SandboxNetwork.Open) { DeniedPorts = [1, daemon.Port] } };

        Assert.False((await RunAsync(Talk(address, daemon.Port), settings)).Succeeded);

        Assert.Equal(0, daemon.Connections);
        Assert.Contains(
            $"network policy \"open\": connection to {address}:{daemon.Port} denied; builds cannot connect to ports of the daemon",
            Log.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_SaysThatItRefusesThePortsOfTheDaemon()
    {
        using var daemon = new EchoServer(IPAddress.Loopback);
        var settings = Settings with { Network = new NetworkSettings(SandboxNetwork.Host) { DeniedPorts = [1, daemon.Port] } };

        Assert.False((await RunAsync(Talk(IPAddress.Loopback, daemon.Port), settings)).Succeeded);

        Assert.Contains(
            $"network policy \"host\": connection to 127.0.0.1:{daemon.Port} denied; ", Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SaysWhyAnAllowedConnectionFailed()
    {
        var address = MachineAddress.IPv4();
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var port = PortOf(listener);
        listener.Stop();

        await RunAsync(Talk(address, port), With(SandboxNetwork.Open));

        Assert.Contains($"connection to {address}:{port} failed: Connection refused\n", Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxNetwork.Packages)]
    [InlineData(SandboxNetwork.None)]
    public async Task OtherPolicies_RefuseOtherAddresses(SandboxNetwork network)
    {
        var address = MachineAddress.IPv4();
        using var server = new EchoServer(address);

        var result = await RunAsync($"{Talk(address, server.Port)}; {Talk(address, server.Port)}", With(network));

        Assert.False(result.Succeeded);
        Assert.Equal(0, server.Connections);
        Assert.Single(
            Log.Text.Split('\n'),
            line => line.StartsWith(
                $"network policy \"{network.NameOf()}\": connection to {address}:{server.Port} denied; ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.Packages)]
    public async Task Names_AreThoseOfTheMachineWhateverTheNameServer(SandboxNetwork network)
    {
        using var names = new TestNameServer();
        var settings = Settings with { Network = new NetworkSettings(network) { Resolvers = () => names.Resolvers } };
        foreach (var server in (string[])["127.0.0.1", "10.9.8.7", "169.254.169.253"])
        {
            var printed = await PrintedByAsync(
                $"echo nameserver {server} > /etc/resolv.conf; nslookup mirror.example.org", settings);

            Assert.Contains(TestNameServer.Address.ToString(), printed, StringComparison.Ordinal);
            Assert.DoesNotContain("denied", printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_FailAtOnceWithoutAServer()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)closed.LocalEndPoint!;
        closed.Dispose();
        var settings = Settings with
        {
            Network = new NetworkSettings(SandboxNetwork.Open) { Resolvers = () => [address] },
        };

        var result = await RunAsync("echo nameserver 127.0.0.1 > /etc/resolv.conf; nslookup mirror.example.org", settings);

        Assert.False(result.Succeeded);
        Assert.Contains("SERVFAIL", Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task None_HasNoNames()
    {
        using var names = new TestNameServer();
        var settings = Settings with { Network = new NetworkSettings(SandboxNetwork.None) { Resolvers = () => names.Resolvers } };

        var result = await RunAsync("echo nameserver 10.9.8.7 > /etc/resolv.conf; nslookup -timeout=1 -retry=1 mirror.example.org", settings);

        Assert.False(result.Succeeded);
        Assert.Contains("network policy \"none\": connection to 10.9.8.7:53 (UDP) denied; ", Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.Packages)]
    public async Task Proxy_IsInsideTheNetwork(SandboxNetwork network)
    {
        var settings = Settings with { Network = new NetworkSettings(network) { ServeProxyAsync = EchoServer.AnswerAsync } };

        Assert.Equal(EchoServer.Answer, await PrintedByAsync(Talk(IPAddress.Loopback, BuildNetwork.ProxyPort), settings));
    }

    [Theory]
    [InlineData(SandboxNetwork.Open)]
    [InlineData(SandboxNetwork.None)]
    public async Task Ports_AreThoseOfTheBuild(SandboxNetwork network)
    {
        using var server = new EchoServer(IPAddress.Loopback);
        await using var sandbox = await StartAsync(With(network));

        // Inside, the port is free; outside, its connections still reach the machine's server. From a file, because nc ends with the
        // client, even before a pipe has delivered anything.
        var listening = sandbox.RunAsync(
            Shell($"echo inside > /tmp/said; nc -l -p {server.Port} < /tmp/said"), Log, Cancelled);
        var inside = sandbox.RunAsync(
            Shell($"until nc 127.0.0.1 {server.Port} < /dev/null > /tmp/heard 2> /dev/null; do :; done; cat /tmp/heard"), Log, Cancelled);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancelled);
        await client.GetStream().WriteAsync("x"u8.ToArray(), Cancelled);
        using var reader = new StreamReader(client.GetStream());

        Assert.Equal(EchoServer.Answer, await reader.ReadToEndAsync(Cancelled));
        Assert.True((await inside).Succeeded);
        Assert.True((await listening).Succeeded);
        Assert.Equal("inside\n", Log.Text);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task LowPorts_AreFreeForEveryUser()
    {
        await File.WriteAllTextAsync(Root.In("etc/passwd"), "root::0:0::/:/bin/sh\nbuilder::1000:1000::/:/bin/sh\n", Cancelled);

        var printed = await PrintedByAsync(
            "echo hello > /tmp/said; (su builder -c 'nc -l -p 80 < /tmp/said' &); until nc 127.0.0.1 80 < /dev/null 2> /dev/null; do :; done",
            With(SandboxNetwork.None));

        Assert.Equal("hello\n", printed);
    }

    [Fact]
    public async Task Addresses_LookLikeThoseOfAMachineWithANetwork()
    {
        var printed = await PrintedByAsync("ip -4 addr show | grep -o 'inet [0-9.]*'", With(SandboxNetwork.Open));

        Assert.Equal("inet 127.0.0.1\ninet 192.0.0.2\n", printed);
    }

    [Fact]
    public async Task Disposing_EndsEveryConnection()
    {
        var address = MachineAddress.IPv4();
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var sandbox = await StartAsync(With(SandboxNetwork.Open));
        var command = sandbox.RunAsync(Shell($"sleep 1000 | nc {address} {PortOf(listener)}"), Log, Cancelled);
        using var connection = await listener.AcceptTcpClientAsync(Cancelled);

        await sandbox.DisposeAsync();

        await Assert.ThrowsAsync<SandboxException>(() => command);
        Assert.True(await EndsAsync(connection.Client));
    }

    [Fact]
    public async Task ARootThatCannotBePrepared_IsTheFailure_WhileTheNetworkIsOpened()
    {
        Directory.Delete(Root.In("dev"));
        await File.WriteAllTextAsync(Root.In("dev"), "", Cancelled);

        var failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(With(SandboxNetwork.Open)));

        Assert.Contains("the image's /dev is not a directory", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> EndsAsync(Socket connection)
    {
        try
        {
            return await connection.ReceiveAsync(new byte[1], Cancelled) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private SandboxSettings With(SandboxNetwork network) => Settings with { Network = new NetworkSettings(network) };

    private static string PortOf(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private static string Talk(IPAddress address, int port) => Talk(address, port.ToString(CultureInfo.InvariantCulture));

    private static string Talk(IPAddress address, string port) => $"echo hello | nc -w 5 {address} {port}";
}
