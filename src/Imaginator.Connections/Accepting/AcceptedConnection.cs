using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// A connection of the transport of Kestrel that was accepted elsewhere. The owner of its socket learns when both directions
/// have ended and the socket is closed; <see cref="ConnectionClosed"/> already reports the end of the input. A failed send closes the
/// connection immediately.
/// </summary>
public sealed class AcceptedConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly SocketOutput _output;
    private readonly Action _ended;

    /// <summary>Wraps a connection.</summary>
    /// <param name="inner">The connection, which this object owns.</param>
    /// <param name="socket">The socket of the connection.</param>
    /// <param name="output">The buffers of responses, see <see cref="OutputOptions"/>.</param>
    /// <param name="ended">Called once, when the connection is disposed of.</param>
    /// <param name="sendFailed">Called with the error of a send, unless the other side has closed the connection; null for nothing.</param>
    public AcceptedConnection(
        ConnectionContext inner, Socket socket, PipeOptions output, Action ended,
        Action<ConnectionContext, SocketException>? sendFailed = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(output);
        _inner = inner;
        _ended = ended;

        // The pool of the factory returns empty buffers if no length is requested, as writers of responses do.
        inner.Features.Set<IMemoryPoolFeature>(new PoolOfListener(output.Pool));
        _output = new SocketOutput(inner, socket, output, sendFailed);
        inner.Transport = new Pipes(inner.Transport.Input, _output.Writer);
    }

    /// <summary>The buffers of responses for several connections.</summary>
    /// <param name="pool">The memory.</param>
    /// <param name="maximum">The number of bytes that can wait to be sent; null for no limit.</param>
    public static PipeOptions OutputOptions(MemoryPool<byte> pool, long? maximum)
    {
        var limit = maximum ?? 0;
        return new PipeOptions(
            pool, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, limit, limit / 2, useSynchronizationContext: false);
    }

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features => _inner.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    /// <inheritdoc/>
    public override void Abort() => _inner.Abort();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _output.DisposeAsync();
        }
        finally
        {
            try
            {
                await _inner.DisposeAsync();
            }
            finally
            {
                _ended();
                await base.DisposeAsync();
            }
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed record PoolOfListener(MemoryPool<byte> MemoryPool) : IMemoryPoolFeature;
}
