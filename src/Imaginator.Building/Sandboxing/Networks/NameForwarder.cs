using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing.Names;
using Imaginator.Linux;
using Imaginator.Linux.Networks;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// Forwards the DNS queries that arrive at a UDP socket inside a sandbox to the name servers of this machine, for every address that the
/// command sent them to. Queries beyond the limit are dropped, as by a busy server.
/// </summary>
internal sealed class NameForwarder : IAsyncDisposable
{
    private const int MaximumQueries = 64;
    private const int MaximumDatagram = 64 * 1024;
    private const int HeaderSize = 12; // RFC 1035, section 4.1.1
    private const int FlagsOffset = 2;
    private const byte IsResponse = 0x80; // in the first byte of the flags
    private const byte ServerFailure = 2; // in the second byte of the flags

    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(4);

    private readonly Socket _socket;
    private readonly LocalNames _localNames;
    private readonly Func<ImmutableArray<IPEndPoint>> _resolvers;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _slots = new(MaximumQueries);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _receiving;

    /// <summary>Starts to forward. The forwarder owns the socket, even if that fails.</summary>
    /// <exception cref="SocketException">The kernel refuses.</exception>
    public NameForwarder(
        Socket socket, LocalNames localNames, Func<ImmutableArray<IPEndPoint>> resolvers, TimeProvider timeProvider)
    {
        _socket = socket;
        _localNames = localNames;
        _resolvers = resolvers;
        _timeProvider = timeProvider;
        var level = socket.AddressFamily == AddressFamily.InterNetwork ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
        try
        {
            socket.SetSocketOption(level, SocketOptionName.PacketInformation, true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _receiving = ReceiveAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _receiving;
        for (var i = 0; i < MaximumQueries; i++)
        {
            await _slots.WaitAsync();
        }

        _socket.Dispose();
        _slots.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaximumDatagram];
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, any, _end.Token);
                if (received.ReceivedBytes >= HeaderSize && _slots.Wait(0))
                {
                    _ = ForwardAsync(
                        buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint, received.PacketInformation.Address);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // Ended by this process; or the command did not wait for an earlier answer.
            }
        }
    }

    private async Task ForwardAsync(byte[] query, IPEndPoint client, IPAddress server)
    {
        try
        {
            await Task.Yield();
            var answer = NameQuery.TryParse(query) is { } parsed && _localNames.TryAnswer(parsed) is { } local ? local : await AskAsync(query);
            DatagramReply.Send(_socket.SafeHandle, answer, client, server);
        }
        catch (Exception e) when (e is OperationCanceledException or LinuxException or ObjectDisposedException)
        {
            // The command or the sandbox has ended.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<byte[]> AskAsync(byte[] query)
    {
        foreach (var server in _resolvers())
        {
            if (await AskAsync(server, query) is { } answer)
            {
                return answer;
            }
        }

        // The question again, with the code for a failure: the command does not have to wait.
        query[FlagsOffset] |= IsResponse;
        query[FlagsOffset + 1] = ServerFailure;
        return query;
    }

    private async Task<byte[]?> AskAsync(IPEndPoint server, byte[] query)
    {
        using var timeout = new CancellationTokenSource(ServerTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _end.Token);
        try
        {
            // A separate socket, so that each query has another port (RFC 5452).
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(server, either.Token);
            await socket.SendAsync(query, either.Token);
            var buffer = new byte[MaximumDatagram];
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer, either.Token);
                if (count >= HeaderSize && buffer.AsSpan(0, FlagsOffset).SequenceEqual(query.AsSpan(0, FlagsOffset)))
                {
                    return buffer[..count];
                }
            }
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return null;
        }
    }
}
