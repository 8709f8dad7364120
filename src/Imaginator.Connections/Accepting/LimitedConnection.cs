using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Imaginator.Connections.Accepting;

/// <summary>A connection with its slot in the table, which it leaves when its socket is closed.</summary>
internal sealed class LimitedConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly ConnectionSlot _slot;

    public LimitedConnection(ConnectionContext inner, ConnectionSlot slot, MemoryPool<byte> pool)
    {
        _inner = inner;
        _slot = slot;
        inner.Features.Set(slot);

        // The pool of the factory returns empty buffers if no length is asked for, as writers of responses do.
        inner.Features.Set<IMemoryPoolFeature>(new PoolOfListener(pool));
        slot.Attach(() => inner.Abort(new ConnectionAbortedException("closed to accept others, or silent for too long")));
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override void Abort() => _inner.Abort();

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync();
        }
        finally
        {
            _slot.Dispose();
            await base.DisposeAsync();
        }
    }

    private sealed record PoolOfListener(MemoryPool<byte> MemoryPool) : IMemoryPoolFeature;
}
