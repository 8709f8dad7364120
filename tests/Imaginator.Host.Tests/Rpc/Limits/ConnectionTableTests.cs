using System.Net;
using Imaginator.Connections;
using Imaginator.Connections.Accepting;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Rpc.Limits;

public sealed class ConnectionTableTests : IDisposable
{
    private static readonly ConnectionLimits Limits = new()
    {
        Maximum = 16,
        MaximumPerAddress = 8,
        MaximumPerOwner = 4,
        MaximumWaiting = 6,
        MaximumWaitingPerAddress = 3,
        SetupTimeout = TimeSpan.FromSeconds(8),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly ConnectionTable _table;

    public ConnectionTableTests() => _table = new ConnectionTable("test", Limits, _time, _log);

    public void Dispose() => _table.Dispose();

    [Fact]
    public void SilentClient_ClosesItsOwnOldestConnections()
    {
        var other = new Client(_table, "b");
        var clients = Enumerable.Range(0, 100).Select(_ => new Client(_table, "a")).ToList();

        Assert.All(clients.SkipLast(3), client => Assert.True(client.IsClosed));
        Assert.All(clients.TakeLast(3), client => Assert.False(client.IsClosed));
        Assert.False(other.IsClosed);
        Assert.Equal(97, CountOf(ConnectionRefusal.Displaced));
    }

    [Fact]
    public void ManySilentClients_DoNotKeepANewOneOut()
    {
        var clients = Enumerable.Range(0, 100).Select(number => new Client(_table, $"{number}")).ToList();

        Assert.Equal(6, clients.Count(client => !client.IsClosed));
        Assert.True(clients[^1].Slot!.TryHold());
    }

    [Fact]
    public void NewConnection_ReplacesASilentOne_WhenDescriptorsAreScarce()
    {
        var other = new Client(_table, "b");
        var own = new Client(_table, "a");

        Assert.NotNull(_table.TryAdd("a", isScarce: true));
        Assert.True(own.IsClosed);
        Assert.False(other.IsClosed);

        Assert.NotNull(_table.TryAdd("c", isScarce: true));
        Assert.True(other.IsClosed);
    }

    [Fact]
    public void NewConnection_IsRefused_WhenDescriptorsAreScarceAndAllAreInUse()
    {
        Assert.True(new Client(_table, "a").Slot!.TryHold());

        Assert.Null(_table.TryAdd("b", isScarce: true));
        Assert.Equal(1, CountOf(ConnectionRefusal.Descriptors));
    }

    [Fact]
    public void ConnectionsInUse_AreNeverClosed_AndLeaveRoom()
    {
        var held = Enumerable.Range(0, 20).Select(_ => new Client(_table, "a")).Where(client => client.Slot?.TryHold() == true).ToList();

        // A reserve of an eighth: waiting connections of the address go on.
        Assert.Equal(7, held.Count);
        var waiting = new Client(_table, "a");
        Assert.NotNull(waiting.Slot);
        Assert.False(waiting.Slot.TryHold());
        Assert.All(held, client => Assert.False(client.IsClosed));

        held[0].Slot!.Dispose();
        Assert.True(waiting.Slot.TryHold());
    }

    [Fact]
    public void Silence_CostsTheSetupTimeout_AndNotIdleTime()
    {
        var silent = new Client(_table, "a");
        var idle = new Client(_table, "a");
        Assert.True(idle.Slot!.TryHold());
        idle.Slot.Release();
        var known = new Client(_table, "b");
        known.Slot!.Establish();

        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(silent.IsClosed);
        Assert.False(idle.IsClosed);
        Assert.False(known.IsClosed);
        Assert.Equal(1, CountOf(ConnectionRefusal.Silent));
    }

    [Fact]
    public void Refusals_AreLoggedOnceAMinute()
    {
        for (var second = 0; second < 70; second++)
        {
            _ = Enumerable.Range(0, 10).Select(_ => new Client(_table, "a")).ToList();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _log.Entries.Count);
    }

    [Fact]
    public void AssignedConnections_CountForTheirOwner()
    {
        var clients = Enumerable.Range(0, 6).Select(_ => new Client(_table, "a")).ToList();
        var assigned = new List<Client>();
        for (var i = 0; i < 6; i++)
        {
            var client = new Client(_table, "a");
            Assert.True(client.Slot!.TryAssign("command"));
            assigned.Add(client);
        }

        // The two oldest made room for the others.
        Assert.Equal(4, assigned.Count(client => !client.IsClosed));
        Assert.Equal([true, true, false, false, false, false], assigned.Select(client => client.IsClosed));
        Assert.NotEmpty(clients);
    }

    [Fact]
    public void ClosedConnections_AreForgotten()
    {
        for (var i = 0; i < 100; i++)
        {
            var client = new Client(_table, $"{i % 5}");
            Assert.True(client.Slot!.TryHold());
            client.Slot.Dispose();
        }

        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void OwnerOfAnAddress_IsTheNetworkInVersion6()
    {
        Assert.Equal(Of("192.0.2.1"), Of("::ffff:192.0.2.1"));
        Assert.NotEqual(Of("192.0.2.1"), Of("192.0.2.2"));
        Assert.Equal(Of("2001:db8::1"), Of("2001:db8::ffff:2"));
        Assert.NotEqual(Of("2001:db8::1"), Of("2001:db8:0:1::1"));

        static AddressOwner Of(string address) => AddressOwner.Of(new IPEndPoint(IPAddress.Parse(address), 1));
    }

    [Fact]
    public void FewDescriptors_LowerTheLimits()
    {
        var limits = DescriptorLimit.Fit(new ConnectionLimits(), 1024);
        Assert.Equal(512, limits.Maximum);
        Assert.Equal(256, limits.ReservedDescriptors);
        Assert.InRange(limits.MaximumWaiting, 1, 128);
        Assert.Equal(new ConnectionLimits(), DescriptorLimit.Fit(new ConnectionLimits(), 524_288));
        Assert.Equal(768, DescriptorLimit.Ceiling(1024, 256, 250));
        Assert.Equal(275, DescriptorLimit.Ceiling(300, 75, 250));
    }

    private long CountOf(ConnectionRefusal reason) => _table.Refusals.Single(entry => entry.Reason == reason).Count;

    private sealed class Client
    {
        public Client(ConnectionTable table, string address)
        {
            Slot = table.TryAdd(address);
            Slot?.Attach(() =>
            {
                IsClosed = true;
                Slot?.Dispose();
            });
        }

        public ConnectionSlot? Slot { get; }

        public bool IsClosed { get; private set; }
    }
}
