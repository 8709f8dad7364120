using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>A connection for calls, one at a time.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SrpcConnection(Stream stream, InputBuffer input, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly OutputBuffer _output = new(stream, 16 * 1024) { Progressed = input.CountProgress() };
    private long _lastUsed = timeProvider.GetTimestamp();

    /// <summary>
    /// Whether the connection can be used for another call; false if a call did not complete its exchange.
    /// </summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>The time within which the server must accept each piece of data; null for no limit.</summary>
    public TimeSpan? SendTimeout
    {
        get => _output.StallLimit;
        init => _output.StallLimit = value;
    }

    /// <summary>The time since the last use.</summary>
    public TimeSpan IdleTime => timeProvider.GetElapsedTime(_lastUsed);

    /// <summary>Makes a call with one request and one reply.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="limits">The limits of the reply.</param>
    /// <param name="cancellationToken">Cancels the call; the connection is then unusable.</param>
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

    /// <summary>Starts a call whose exchange the caller performs; <see cref="SrpcClientCall.End"/> ends it.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="limits">The limits of the replies.</param>
    /// <param name="cancellationToken">Cancels the call; the connection is then unusable.</param>
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

    /// <summary>Checks that the server responds.</summary>
    /// <exception cref="SrpcException">The server does not respond.</exception>
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

    /// <summary>Marks the call that used the connection as complete.</summary>
    internal void Release()
    {
        IsUsable = true;
        _lastUsed = timeProvider.GetTimestamp();
    }

    /// <summary>Converts failures of streams and codecs to failures of calls.</summary>
    public static async Task<T> GuardAsync<T>(string method, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is StalledException or GobException { InnerException: StalledException })
        {
            throw new SrpcException(SrpcError.Stalled, $"{method}: {exception.Message}", exception);
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
