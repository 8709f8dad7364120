using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Imaginator.Connections;
using Imaginator.Connections.Accepting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.PackageCache.Transport;

/// <summary>
/// The connections from the networks of builds, which were accepted elsewhere. They share the limits of the port. Thread-safe.
/// </summary>
internal sealed class BuildConnections : IConnectionListener
{
    private readonly Channel<ConnectionContext> _arrived = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _factory;
    private readonly MemoryPool<byte> _pool;
    private readonly PipeOptions _output;
    private readonly ConnectionTable _table;
    private readonly int _ceiling;

    public BuildConnections(IMemoryPoolFactory<byte> pools, ConnectionTable table)
    {
        var options = new SocketConnectionFactoryOptions();
        _factory = new SocketConnectionContextFactory(options, NullLogger.Instance);
        _pool = pools.Create();
        _output = AcceptedConnection.OutputOptions(_pool, options.MaxWriteBufferSize);
        _table = table;

        // The kernel assigns the lowest free number: that of a new socket is the number of used descriptors.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _ceiling = DescriptorLimit.CeilingOf(table.Limits, (int)socket.SafeHandle.DangerousGetHandle());
    }

    public EndPoint EndPoint { get; } = new BuildEndPoint();

    /// <summary>Hands a connection to the web server, and waits for its end; closes it if there are too many.</summary>
    public async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var slot = TryAdmit(socket);
        if (slot is null)
        {
            socket.Dispose();
            return;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new AcceptedConnection(_factory.Create(socket), socket, _output, ended.SetResult);
        context.Features.Set(slot);
        slot.Attach(() => context.Abort(new ConnectionAbortedException("closed to accept others, or silent for too long")));
        using var aborted = cancellationToken.Register(() => context.Abort());
        if (!_arrived.Writer.TryWrite(context))
        {
            await context.DisposeAsync();
            return;
        }

        await ended.Task;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _arrived.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_arrived.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _arrived.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        while (_arrived.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }

        _factory.Dispose();
        _pool.Dispose();
    }

    // Its command becomes the owner when it sends the secret.
    private ConnectionSlot? TryAdmit(Socket socket) =>
        _table.TryAdd(EndPoint, isScarce: socket.SafeHandle.DangerousGetHandle() >= _ceiling);
}
