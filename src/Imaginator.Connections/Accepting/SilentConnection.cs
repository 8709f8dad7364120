using System.Net.Sockets;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// An accepted connection until its first bytes arrive. Without buffers and pipes, it costs little to accept and to close:
/// a flood of them does not delay others.
/// </summary>
internal sealed class SilentConnection : SocketAsyncEventArgs
{
    private readonly Socket _socket;
    private readonly ConnectionSlot _slot;
    private readonly Action<Socket, ConnectionSlot> _ready;

    private SilentConnection(Socket socket, ConnectionSlot slot, Action<Socket, ConnectionSlot> ready)
        : base(true) // without the execution context
    {
        _socket = socket;
        _slot = slot;
        _ready = ready;

        // A read of no bytes ends when the first bytes have arrived.
        SetBuffer(Memory<byte>.Empty);
    }

    /// <summary>Passes a connection to a function when its first bytes arrive, or closes it if they do not.</summary>
    public static void Watch(Socket socket, ConnectionSlot slot, Action<Socket, ConnectionSlot> ready)
    {
        var connection = new SilentConnection(socket, slot, ready);
        slot.Attach(socket.Dispose);
        try
        {
            if (!socket.ReceiveAsync(connection))
            {
                connection.Complete();
            }
        }
        catch (ObjectDisposedException)
        {
            // The table closed it.
            connection.Close();
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();

    private void Complete()
    {
        if (SocketError == SocketError.Success)
        {
            Dispose();
            _ready(_socket, _slot);
        }
        else
        {
            Close();
        }
    }

    private void Close()
    {
        _socket.Dispose();
        _slot.Dispose();
        Dispose();
    }
}
