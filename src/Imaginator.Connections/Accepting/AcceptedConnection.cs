using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// A connection of the transport of Kestrel that was accepted elsewhere. The owner of its socket learns when both directions
/// have ended and the socket is closed; <see cref="ConnectionClosed"/> already reports the end of the input.
/// </summary>
public sealed class AcceptedConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly Action _ended;

    /// <summary>Wraps a connection.</summary>
    /// <param name="inner">The connection, which this object owns.</param>
    /// <param name="pool">The buffers of responses.</param>
    /// <param name="ended">Called once, when the connection is disposed of.</param>
    public AcceptedConnection(ConnectionContext inner, MemoryPool<byte> pool, Action ended)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _ended = ended;

        // The pool of the factory returns empty buffers if no length is requested, as writers of responses do.
        inner.Features.Set<IMemoryPoolFeature>(new PoolOfListener(pool));
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
            await _inner.DisposeAsync();
        }
        finally
        {
            _ended();
            await base.DisposeAsync();
        }
    }

    private sealed record PoolOfListener(MemoryPool<byte> MemoryPool) : IMemoryPoolFeature;
}
