using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Names;

/// <summary>
/// The name server of one sandbox, on the loopback addresses of this machine: it passes queries to the name servers of this
/// machine and returns their answers. The image needs no <c>/etc/resolv.conf</c> for that, and never sees the one of this
/// machine. Disposing ends it.
/// </summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int MaximumDatagram = 65535;
    private const int MaximumQueries = 64;
    private const int MaximumConnections = 32;
    private const int PortAttempts = 16;
    private const int Rounds = 2;

    // Less than the C library waits for an answer, so that the next server answers in time.
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private readonly LocalNames _localNames;
    private readonly ImmutableArray<IPEndPoint> _servers;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _queries = new(MaximumQueries);
    private readonly SemaphoreSlim _connections = new(MaximumConnections);
    private readonly ImmutableArray<Socket> _sockets;
    private readonly Task _work;

    private NameServer(
        LocalNames localNames, ImmutableArray<IPEndPoint> servers, TimeProvider timeProvider, ImmutableArray<Socket> sockets)
    {
        _localNames = localNames;
        _servers = servers;
        _timeProvider = timeProvider;
        _sockets = sockets;
        Addresses = [.. sockets.Where(IsDatagram).Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
        _work = Task.WhenAll(sockets.Select(socket => IsDatagram(socket) ? ServeDatagramsAsync(socket) : ServeConnectionsAsync(socket)));
    }

    /// <summary>Where it listens, for datagrams and connections: one address for each address family of this machine.</summary>
    public ImmutableArray<IPEndPoint> Addresses { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="hostName">The host name of the sandbox.</param>
    /// <param name="servers">The name servers that queries are passed to, in the order of preference.</param>
    /// <param name="timeProvider">Measures how long a server may take.</param>
    /// <exception cref="SocketException">No address is available.</exception>
    public static NameServer Start(string hostName, ImmutableArray<IPEndPoint> servers, TimeProvider timeProvider)
    {
        var sockets = Listen(IPAddress.Loopback);
        try
        {
            if (Socket.OSSupportsIPv6)
            {
                sockets = sockets.AddRange(Listen(IPAddress.IPv6Loopback));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 is disabled on this machine: then sandboxes have no such addresses either.
        }

        return new NameServer(new LocalNames(hostName), servers, timeProvider, sockets);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await _work;

        // Until the last query has ended.
        await DrainAsync(_queries, MaximumQueries);
        await DrainAsync(_connections, MaximumConnections);
        _stop.Dispose();
    }

    private static async Task DrainAsync(SemaphoreSlim running, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await running.WaitAsync();
        }

        running.Dispose();
    }

    private static bool IsDatagram(Socket socket) => socket.SocketType == SocketType.Dgram;

    private static ImmutableArray<Socket> Listen(IPAddress address)
    {
        for (var attempt = 1; ; attempt++)
        {
            var datagrams = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            var connections = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                datagrams.Bind(new IPEndPoint(address, 0));
                connections.Bind(datagrams.LocalEndPoint!);
                connections.Listen();
                return [datagrams, connections];
            }
            catch (SocketException e)
            {
                datagrams.Dispose();
                connections.Dispose();
                if (e.SocketErrorCode != SocketError.AddressAlreadyInUse || attempt == PortAttempts)
                {
                    throw;
                }
            }
        }
    }

    private async Task ServeDatagramsAsync(Socket socket)
    {
        var buffer = new byte[MaximumDatagram];
        var anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, anyone, _stop.Token);

                // A query above the limit is dropped; its sender repeats it.
                if (NameQuery.TryParse(buffer.AsSpan(0, received.ReceivedBytes).ToArray()) is { } query && _queries.Wait(0, CancellationToken.None))
                {
                    _ = AnswerDatagramAsync(socket, received.RemoteEndPoint, query);
                }
            }
            catch (SocketException)
            {
                // About an answer that could not be delivered, or the end of the socket.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerDatagramAsync(Socket socket, EndPoint sender, NameQuery query)
    {
        try
        {
            await socket.SendToAsync(await AnswerAsync(query, AskByDatagramAsync), sender, _stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender is gone, or this server ends.
        }
        finally
        {
            _queries.Release();
        }
    }

    private async Task ServeConnectionsAsync(Socket socket)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await socket.AcceptAsync(_stop.Token);
                if (_connections.Wait(0, CancellationToken.None))
                {
                    _ = ServeConnectionAsync(connection);
                }
                else
                {
                    connection.Dispose();
                }
            }
            catch (SocketException)
            {
                // The connection ended before it was accepted, or the socket ended.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeConnectionAsync(Socket connection)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            while (true)
            {
                using var idle = Limited(IdleTimeout, out var timer);
                using (timer)
                {
                    if (NameQuery.TryParse(await ReadMessageAsync(stream, idle.Token)) is not { } query)
                    {
                        return;
                    }

                    await WriteMessageAsync(stream, await AnswerAsync(query, AskByConnectionAsync), idle.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or this server ends.
        }
        finally
        {
            _connections.Release();
        }
    }

    private async Task<byte[]> AnswerAsync(NameQuery query, Func<IPEndPoint, NameQuery, CancellationToken, Task<byte[]>> ask)
    {
        if (_localNames.TryAnswer(query) is { } local)
        {
            return local;
        }

        byte[]? last = null;
        for (var round = 0; round < Rounds && last is null; round++)
        {
            foreach (var server in _servers)
            {
                using var limit = Limited(ServerTimeout, out var timer);
                using (timer)
                {
                    try
                    {
                        last = await ask(server, query, limit.Token);
                        if (NameQuery.CodeOf(last) is not (NameQuery.ServerFailure or NameQuery.Refused))
                        {
                            return last;
                        }
                    }
                    catch (Exception e) when (
                        e is SocketException or IOException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
                    {
                        // The next server may answer.
                    }
                }
            }
        }

        return last ?? query.Answer([], NameQuery.ServerFailure);
    }

    private static async Task<byte[]> AskByDatagramAsync(IPEndPoint server, NameQuery query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(query.Message, cancellationToken);
        var buffer = new byte[MaximumDatagram];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);

            // Not a late answer to something else.
            if (length >= 2 && buffer.AsSpan(0, 2).SequenceEqual(query.Message.Span[..2]))
            {
                return buffer[..length];
            }
        }
    }

    private static async Task<byte[]> AskByConnectionAsync(IPEndPoint server, NameQuery query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await WriteMessageAsync(stream, query.Message, cancellationToken);
        return await ReadMessageAsync(stream, cancellationToken);
    }

    private static async Task<byte[]> ReadMessageAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return message;
    }

    private static async Task WriteMessageAsync(NetworkStream stream, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var framed = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed.AsMemory(2));
        await stream.WriteAsync(framed, cancellationToken);
    }

    private CancellationTokenSource Limited(TimeSpan time, out CancellationTokenSource timer)
    {
        timer = new CancellationTokenSource(time, _timeProvider);
        return CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stop.Token);
    }
}
