using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Imaginator.Connections.Accepting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.PackageCache.Transport;

/// <summary>The connections from the networks of builds, which were accepted elsewhere. Thread-safe.</summary>
internal sealed class BuildConnections(IMemoryPoolFactory<byte> pools) : IConnectionListener
{
    private readonly Channel<ConnectionContext> _arrived = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _factory = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private readonly MemoryPool<byte> _pool = pools.Create();

    public EndPoint EndPoint { get; } = new BuildEndPoint();

    /// <summary>Hands a connection to the web server, and waits for its end.</summary>
    public async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new AcceptedConnection(_factory.Create(socket), _pool, ended.SetResult);
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
}
