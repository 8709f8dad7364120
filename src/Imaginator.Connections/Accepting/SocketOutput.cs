using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// Sends what a connection writes; the first failure closes the connection. The transport of Kestrel drops the bytes of a send that fails
/// for lack of memory or buffers, and continues: both sides would then wait for each other.
/// </summary>
internal sealed class SocketOutput : IAsyncDisposable
{
    private readonly Pipe _pipe;
    private readonly Task _sending;

    /// <summary>Starts to send.</summary>
    /// <param name="connection">The connection of Kestrel, whose own output remains unused.</param>
    /// <param name="socket">The socket of the connection.</param>
    /// <param name="options">The buffers.</param>
    /// <param name="failed">Called with an error that closes the connection, unless the other side has closed it.</param>
    public SocketOutput(
        ConnectionContext connection, Socket socket, PipeOptions options, Action<ConnectionContext, SocketException>? failed)
    {
        _pipe = new Pipe(options);
        _sending = SendAllAsync(connection, connection.Transport.Output, socket, failed);
    }

    /// <summary>Where the connection writes.</summary>
    public PipeWriter Writer => _pipe.Writer;

    /// <summary>Ends the output, and waits until everything is sent, or the connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync();
        await _sending;
    }

    private async Task SendAllAsync(
        ConnectionContext connection, PipeWriter original, Socket socket, Action<ConnectionContext, SocketException>? failed)
    {
        try
        {
            ReadResult result;
            do
            {
                result = await _pipe.Reader.ReadAsync();
                await SendAsync(socket, result.Buffer);
                _pipe.Reader.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted);

            await _pipe.Reader.CompleteAsync();

            // Kestrel closes the socket when its own output ends.
            await original.CompleteAsync();
        }
        catch (Exception e)
        {
            Exception? failure = null;
            if (e is SocketException error && !IsClosed(error.SocketErrorCode))
            {
                failed?.Invoke(connection, error);
                failure = new IOException($"sending failed: {error.Message}", error);
            }

            // A writer that waits for space learns the failure.
            await _pipe.Reader.CompleteAsync(failure);
            connection.Abort(new ConnectionAbortedException($"sending failed: {e.Message}", e));
        }
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        // A stream socket of the runtime sends everything, unless it fails.
        if (bytes.IsSingleSegment)
        {
            await socket.SendAsync(bytes.First, SocketFlags.None);
            return;
        }

        var segments = new List<ArraySegment<byte>>();
        foreach (var part in bytes)
        {
            segments.Add(MemoryMarshal.TryGetArray(part, out var segment) ? segment : new ArraySegment<byte>(part.ToArray()));
        }

        await socket.SendAsync(segments, SocketFlags.None);
    }

    /// <summary>True if the other side or this one has closed the connection.</summary>
    private static bool IsClosed(SocketError error) =>
        error is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.OperationAborted or SocketError.Interrupted
            or SocketError.InvalidArgument or SocketError.NotConnected;
}
