using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// Accepts connections, and gives them to Kestrel when their first bytes arrive. It closes a refused one immediately, leaves file
/// descriptors to the rest of the process, and waits after a failure: the loop of Kestrel retries without a pause when descriptors
/// run out.
/// </summary>
internal sealed class LimitedListener : IConnectionListener
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseWhileClosing = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly Socket _listening;
    private readonly ConnectionTable _table;
    private readonly bool _noDelay;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SocketConnectionContextFactory _contexts;
    private readonly MemoryPool<byte> _pool;
    private readonly PipeOptions _output;
    private readonly Action<ConnectionContext, SocketException> _sendFailed;
    private readonly Channel<ConnectionContext> _ready = Channel.CreateUnbounded<ConnectionContext>();
    private readonly int _ceiling;
    private long? _lastReport;

    /// <summary>Starts to accept connections of a listening socket. Socket and memory pool become its own.</summary>
    public LimitedListener(
        Socket listening,
        ConnectionTable table,
        SocketTransportOptions options,
        MemoryPool<byte> pool,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _listening = listening;
        _pool = pool;
        _output = AcceptedConnection.OutputOptions(pool, options.MaxWriteBufferSize);
        _sendFailed = ReportFailedSend;
        _table = table;
        _noDelay = options.NoDelay;
        _timeProvider = timeProvider;
        _logger = logger;
        _contexts = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                IOQueueCount = options.IOQueueCount,
                MaxReadBufferSize = options.MaxReadBufferSize,
                MaxWriteBufferSize = options.MaxWriteBufferSize,
                UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
                WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
            },
            logger);
        _ceiling = DescriptorLimit.CeilingOf(table.Limits, (int)listening.SafeHandle.DangerousGetHandle());
        EndPoint = listening.LocalEndPoint!;
        _ = Task.Run(AcceptAllAsync);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _ready.Reader.WaitToReadAsync(cancellationToken) && _ready.Reader.TryRead(out var connection) ? connection : null;

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _listening.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _listening.Dispose();
        _contexts.Dispose();
        _pool.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            bool isOpen;
            do
            {
                isOpen = await TryAcceptAsync();
            }
            while (isOpen);
            _ready.Writer.TryComplete();
        }
        catch (Exception e)
        {
            // The server receives it instead of the next connection.
            _ready.Writer.TryComplete(e);
        }
    }

    /// <summary>Accepts the next connection; false if the port is closed.</summary>
    private async Task<bool> TryAcceptAsync()
    {
        try
        {
            while (_table.IsBehind)
            {
                await Task.Delay(PauseWhileClosing, _timeProvider);
            }

            Admit(await _listening.AcceptAsync());
            return true;
        }
        catch (ObjectDisposedException)
        {
            // Unbound.
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
        {
            // Unbound.
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            // The client left before it was accepted.
            return true;
        }
        catch (SocketException e)
        {
            Report(e);
            await Task.Delay(PauseAfterFailure, _timeProvider);
            return true;
        }
    }

    private void Admit(Socket socket)
    {
        ConnectionSlot? slot = null;
        try
        {
            // The kernel assigns the lowest free number: a high one means that few are left.
            var isScarce = socket.SafeHandle.DangerousGetHandle() >= _ceiling;
            slot = _table.TryAdd(AddressOwner.Of(socket.RemoteEndPoint), isScarce);
            if (slot is not null)
            {
                socket.NoDelay = _noDelay;
                SilentConnection.Watch(socket, slot, Serve);
                return;
            }
        }
        catch (SocketException)
        {
            // The client left.
            slot?.Dispose();
        }

        socket.Dispose();
    }

    private void Serve(Socket socket, ConnectionSlot slot)
    {
        AcceptedConnection connection;
        try
        {
            var context = _contexts.Create(socket);
            context.Features.Set(slot);
            slot.Attach(() => context.Abort(new ConnectionAbortedException("closed to accept others, or silent for too long")));
            connection = new AcceptedConnection(context, socket, _output, slot.Dispose, _sendFailed);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client left, or the table closed the connection.
            slot.Dispose();
            socket.Dispose();
            return;
        }

        if (!_ready.Writer.TryWrite(connection))
        {
            connection.Abort();
            _ = connection.DisposeAsync().AsTask();
        }
    }

    private void ReportFailedSend(ConnectionContext connection, SocketException e) =>
        ConnectionLog.SendFailed(_logger, connection.RemoteEndPoint, _table.Name, e.Message);

    private void Report(SocketException e)
    {
        if (_lastReport is not { } last || _timeProvider.GetElapsedTime(last) >= ReportInterval)
        {
            _lastReport = _timeProvider.GetTimestamp();
            ConnectionLog.AcceptFailed(_logger, _table.Name, e.Message);
        }
    }
}
