using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Names;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>How commands resolve names: as this machine does, whatever the image says.</summary>
public sealed class NameTests : SandboxTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nameserver 192.0.2.1\nnameserver 192.0.2.2\n")]
    [InlineData("nameserver 127.0.0.53\noptions edns0 trust-ad\n")]
    public async Task Names_AreResolvedByTheMachinesServers_WhateverTheImageSays(string? configuration)
    {
        if (configuration is not null)
        {
            await File.WriteAllTextAsync(Root.In("etc/resolv.conf"), configuration, Cancelled);
        }

        await using var server = new TestNameServer();
        var printed = await PrintedByAsync("nslookup anything.example", Settings with { NameServers = [server.Address] });
        Assert.Contains(TestNameServer.Answer, printed, StringComparison.Ordinal);
        Assert.Equal(configuration, File.Exists(Root.In("etc/resolv.conf")) ? await File.ReadAllTextAsync(Root.In("etc/resolv.conf"), Cancelled) : null);
    }

    [Fact]
    public async Task Names_AreResolved_AfterACommandReplacedTheConfiguration()
    {
        await using var server = new TestNameServer();
        await using var sandbox = await StartAsync(Settings with { NameServers = [server.Address] });
        foreach (var change in new[]
        {
            "ln -s ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf",
            "rm /etc/resolv.conf; echo nameserver 192.0.2.9 > /etc/new; mv /etc/new /etc/resolv.conf",
            "rm /etc/resolv.conf",
        })
        {
            var result = await sandbox.RunAsync(Shell($"{change} && nslookup anything.example"), Log, Cancelled);
            Assert.True(result.Succeeded, Log.Text);
        }

        Assert.Equal(3, Log.Text.Split(TestNameServer.Answer).Length - 1);
    }

    [Fact]
    public async Task TheNextServerIsAsked_IfOneDoesNotAnswer()
    {
        // Bound, so that nothing else answers there.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var server = new TestNameServer();
        var settings = Settings with { NameServers = [(IPEndPoint)silent.LocalEndPoint!, server.Address] };
        Assert.Contains(TestNameServer.Answer, await PrintedByAsync("nslookup anything.example", settings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("localhost", "::1")]
    [InlineData("ip6-localhost", "::1")]
    [InlineData("Builder-Of-Images", "127.0.0.1")]
    public async Task OwnNames_AreKnownWithoutHostsFile(string name, string address)
    {
        await using var server = new TestNameServer();
        var printed = await PrintedByAsync(
            $"nslookup {name}", Settings with { NameServers = [server.Address], HostName = "builder-of-images" });
        Assert.Contains(address, printed, StringComparison.Ordinal);
        Assert.Equal(0, server.Queries);
    }

    [Fact]
    public async Task NoServer_IsAFailureAtOnce()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)closed.LocalEndPoint!;
        closed.Close();
        var result = await RunAsync("nslookup anything.example", Settings with { NameServers = [address] });
        Assert.False(result.Succeeded);
        Assert.Contains("SERVFAIL", Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedStarts_LeaveNoServer()
    {
        const int Starts = 100;
        await using var server = new TestNameServer();
        var settings = Settings with { NameServers = [server.Address] };
        var factory = new SandboxFactory(Root.In("missing"), TimeProvider.System, ids: Ids);
        var before = CountSockets();
        for (var i = 0; i < Starts; i++)
        {
            await Assert.ThrowsAsync<SandboxException>(() => factory.StartAsync(settings, Cancelled));
        }

        // Sandboxes of other tests start and end at the same time.
        Assert.True(CountSockets() - before < Starts / 2);
    }

    [Fact]
    public void ResolverOfTheMachine_IsReadAsTheCLibraryDoes()
    {
        var resolver = BuilderResolver.Parse(
            "# comment\nsearch old.example\nnameserver\t192.0.2.1\nnameserver x\n nameserver 2001:db8::1 \nsearch a.example b.example\n");
        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")], resolver.Servers);
        Assert.Equal(["a.example", "b.example"], resolver.SearchDomains);
        Assert.Equal([IPAddress.Loopback], BuilderResolver.Parse("").Servers);
    }

    [Fact]
    public void DamagedQueries_AreIgnored()
    {
        byte[] query = [1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 1, 0, 1];
        Assert.Equal("a", NameQuery.TryParse(query)!.Value.Name);
        for (var length = 0; length < query.Length; length++)
        {
            Assert.Null(NameQuery.TryParse(query.AsMemory(0, length)));
        }

        foreach (var (at, value) in new[] { (2, 0x81), (5, 2), (12, 64), (12, 0xC0) })
        {
            byte[] damaged = [.. query];
            damaged[at] = (byte)value;
            Assert.Null(NameQuery.TryParse(damaged));
        }
    }

    private static int CountSockets() =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Count(listener => IPAddress.IsLoopback(listener.Address));
}
