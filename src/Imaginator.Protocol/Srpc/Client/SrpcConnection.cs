using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>A connection on which calls are made, one at a time.</summary>
/// <remarks>Not thread-safe: whoever has got it uses it alone.</remarks>
internal sealed class SrpcConnection(Stream stream, InputBuffer input, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly OutputBuffer _output = new(stream, 16 * 1024);
    private long _lastUsed = timeProvider.GetTimestamp();

    /// <summary>Whether another call can be made: no call has left it in the middle of something.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>How long ago it was used last.</summary>
    public TimeSpan IdleTime => timeProvider.GetElapsedTime(_lastUsed);

    /// <summary>Makes a call with one request and one reply.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="limits">What the reply may take.</param>
    /// <param name="cancellationToken">Gives up; the connection is then of no more use.</param>
    /// <exception cref="SrpcException">The call was refused or failed, or the connection broke.</exception>
    public async Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, GobLimits limits, CancellationToken cancellationToken)
    {
        using var call = await BeginAsync(method, limits, cancellationToken);
        return await GuardAsync(method, async () =>
        {
            await call.WriteAsync(request, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var status = await call.ReadLineAsync(cancellationToken);
            if (status.Length > 0)
            {
                call.End();
                throw new SrpcException(SrpcError.Failed, status);
            }

            var reply = await call.ReadAsync<TReply>(cancellationToken);
            call.End();
            return reply;
        });
    }

    /// <summary>Begins a call whose exchange the caller carries out; <see cref="SrpcClientCall.End"/> ends it.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="limits">What the replies may take.</param>
    /// <param name="cancellationToken">Gives up; the connection is then of no more use.</param>
    /// <exception cref="SrpcException">The call was refused, or the connection broke.</exception>
    public async Task<SrpcClientCall> BeginAsync(string method, GobLimits limits, CancellationToken cancellationToken)
    {
        IsUsable = false;
        var call = new SrpcClientCall(this, input, _output, DominatorTypes.Catalog, limits);
        var answer = await GuardAsync(method, async () =>
        {
            await call.WriteLineAsync(method, cancellationToken);
            await call.FlushAsync(cancellationToken);
            return await call.ReadLineAsync(cancellationToken);
        });
        if (answer.Length == 0)
        {
            return call;
        }

        call.End();
        throw answer == SrpcWire.AccessDenied
            ? new SrpcException(SrpcError.AccessDenied, $"{method}: {answer}")
            : new SrpcException(SrpcError.Refused, answer);
    }

    /// <summary>Asks the server for a sign of life.</summary>
    /// <exception cref="SrpcException">There is none.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        IsUsable = false;
        using var call = new SrpcClientCall(this, input, _output, DominatorTypes.Catalog, GobLimits.Default);
        var answer = await GuardAsync("ping", async () =>
        {
            await call.WriteLineAsync("", cancellationToken);
            await call.FlushAsync(cancellationToken);
            return await call.ReadLineAsync(cancellationToken);
        });
        if (answer.Length > 0)
        {
            throw new SrpcException(SrpcError.Protocol, $"the server answers a ping with: {answer}");
        }

        call.End();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>The call that used the connection has come to its proper end.</summary>
    internal void Release()
    {
        IsUsable = true;
        _lastUsed = timeProvider.GetTimestamp();
    }

    /// <summary>Turns the failures of streams and codecs into those of calls.</summary>
    internal static async Task<T> GuardAsync<T>(string method, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (
            exception is IOException or ObjectDisposedException or GobException { InnerException: IOException })
        {
            throw new SrpcException(
                SrpcError.ConnectionLost, $"{method}: the connection broke: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is GobException or InvalidDataException)
        {
            throw new SrpcException(SrpcError.Protocol, $"{method}: {exception.Message}", exception);
        }
    }
}
