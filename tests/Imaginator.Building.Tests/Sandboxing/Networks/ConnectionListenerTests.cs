using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing.Networks;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

public sealed class ConnectionListenerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailureToAccept_IsFollowedByAPause()
    {
        // The kernel refuses each attempt immediately, as it does without free descriptors.
        var socket = Listen();
        socket.Shutdown(SocketShutdown.Both);

        // Attempts without a pause never return.
        var listener = await Task.Run(() => new ConnectionListener(socket, 1, (_, _) => Task.CompletedTask, new FakeTimeProvider()), Cancelled)
            .WaitAsync(Cancelled);

        await listener.DisposeAsync();
    }

    [Fact]
    public async Task Connections_AreServed_AndOthersWait()
    {
        var socket = Listen();
        var address = socket.LocalEndPoint!;
        var served = 0;
        var end = new TaskCompletionSource();
        await using var listener = new ConnectionListener(
            socket,
            1,
            (_, _) =>
            {
                Interlocked.Increment(ref served);
                return end.Task;
            },
            TimeProvider.System);
        using var first = await ConnectAsync(address);
        using var second = await ConnectAsync(address);
        await Wait.UntilAsync(() => Volatile.Read(ref served) == 1);

        end.SetResult();

        await Wait.UntilAsync(() => Volatile.Read(ref served) == 2);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static async Task<Socket> ConnectAsync(EndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, Cancelled);
        return socket;
    }
}
