using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// Accepts connections. It closes a refused one at once, leaves file descriptors to the rest of the process, and waits after a
/// failure: the loop of Kestrel retries without a pause when descriptors run out.
/// </summary>
internal sealed class LimitedListener(
    Socket listening, ConnectionTable table, SocketTransportOptions options, TimeProvider timeProvider, ILogger logger)
    : IConnectionListener
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseWhileClosing = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly SocketConnectionContextFactory _contexts = new(
        new SocketConnectionFactoryOptions
        {
            IOQueueCount = options.IOQueueCount,
            MaxReadBufferSize = options.MaxReadBufferSize,
            MaxWriteBufferSize = options.MaxWriteBufferSize,
            UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
            WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
        },
        logger);
    private readonly int _ceiling = DescriptorLimit.Current() is { } limit
        ? limit - Math.Min(table.Limits.ReservedDescriptors, limit / 2)
        : int.MaxValue;

    private long? _lastReport;

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = listening.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                while (table.IsBehind)
                {
                    await Task.Delay(PauseWhileClosing, timeProvider, cancellationToken);
                }

                var socket = await listening.AcceptAsync(cancellationToken);
                if (TryAccept(socket) is { } connection)
                {
                    return connection;
                }
            }
            catch (ObjectDisposedException)
            {
                // Unbound.
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                // Unbound.
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The client left before it was accepted.
                continue;
            }
            catch (SocketException e)
            {
                Report(e);
                await Task.Delay(PauseAfterFailure, timeProvider, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        listening.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        _contexts.Dispose();
        return ValueTask.CompletedTask;
    }

    private LimitedConnection? TryAccept(Socket socket)
    {
        ConnectionSlot? slot = null;
        try
        {
            // The kernel assigns the lowest free number: a high one means that few are left.
            if (socket.SafeHandle.DangerousGetHandle() >= _ceiling)
            {
                table.Refuse(ConnectionRefusal.Descriptors);
            }
            else if ((slot = table.TryAdd(AddressOwner.Of(socket.RemoteEndPoint))) is not null)
            {
                socket.NoDelay = options.NoDelay;
                return new LimitedConnection(_contexts.Create(socket), slot);
            }
        }
        catch (SocketException)
        {
            // The client left.
            slot?.Dispose();
        }

        socket.Dispose();
        return null;
    }

    private void Report(SocketException e)
    {
        if (_lastReport is not { } last || timeProvider.GetElapsedTime(last) >= ReportInterval)
        {
            _lastReport = timeProvider.GetTimestamp();
            ConnectionLog.AcceptFailed(logger, table.Name, e.Message);
        }
    }
}
