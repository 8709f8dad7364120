using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Downloading;

/// <summary>
/// Downloads the rest of an object after the connection broke in the middle of it. The hash of all its bytes proves that the parts fit.
/// </summary>
internal sealed class ObjectRest(SrpcClient client, ObjectHash hash, long size, CancellationToken stop) : IAsyncDisposable
{
    private SrpcRetry? _retry;
    private SrpcConnection? _connection;
    private long _position;

    /// <summary>Whether the rest comes from a connection of this object.</summary>
    public bool IsOpen => _connection is not null;

    /// <summary>Opens a stream over the bytes from a position on.</summary>
    /// <param name="position">The number of bytes that have been read.</param>
    /// <param name="cause">Why the stream before ended.</param>
    /// <exception cref="SrpcException">The server could not be reached in time, or refuses.</exception>
    public async Task<Stream> OpenAsync(long position, Exception cause, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        _retry ??= client.CreateRetry();
        if (position > _position)
        {
            _position = position;
            _retry.Restart();
        }

        var failure = await ConvertAsync(cause);
        while (true)
        {
            await DisposeAsync();
            await client.CloseIdleAsync();
            await _retry.WaitAsync(failure, either.Token);
            try
            {
                return await RequestAsync(position, either.Token);
            }
            catch (SrpcException exception)
            {
                failure = exception;
            }
        }
    }

    // The rest of the batch does not matter: the connection is closed, not returned.
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private static async Task<SrpcException> ConvertAsync(Exception cause)
    {
        try
        {
            await SrpcConnection.GuardAsync(ObjectRequest.Method, () => Task.FromException<bool>(cause));
            throw new InvalidOperationException("the failure of a stream has no cause", cause);
        }
        catch (SrpcException exception)
        {
            return exception;
        }
    }

    private async Task<Stream> RequestAsync(long position, CancellationToken cancellationToken)
    {
        _connection = await client.RentAsync(cancellationToken);

        // The call owns no more than buffers of values, and the contents are read after this method.
        using var call = await _connection.BeginAsync(ObjectRequest.Method, GobLimits.Default, cancellationToken);
        var sizes = await ObjectRequest.SendAsync(client, call, [hash], cancellationToken);
        if (sizes[0] != (ulong)size)
        {
            throw new SrpcException(
                SrpcError.Protocol, $"{ObjectRequest.Method}: the object has {sizes[0]} bytes now, and had {size} before");
        }

        var contents = call.OpenRaw(size);
        return await SrpcConnection.GuardAsync<Stream>(ObjectRequest.Method, async () =>
        {
            await SkipAsync(contents, position, cancellationToken);
            return contents;
        });
    }

    private static async Task SkipAsync(Stream contents, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(count, buffer.Length));
            await contents.ReadExactlyAsync(part, cancellationToken);
            count -= part.Length;
        }
    }
}
