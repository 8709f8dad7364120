using System.Collections.Concurrent;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>
/// Calls one server, over as many connections as concurrent calls require, and keeps some of the connections for reuse.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SrpcClient(string host, int port, SrpcClientOptions options) : IAsyncDisposable
{
    private readonly ConcurrentStack<SrpcConnection> _idle = new();
    private readonly SrpcOutage _outage = new();
    private bool _isDisposed;

    /// <summary>The address of the server, for messages.</summary>
    public string Address => $"{host}:{port}";

    /// <summary>Makes a call with one request and one reply.</summary>
    /// <param name="method">The method, <c>Service.Method</c>.</param>
    /// <param name="limits">The limits of the reply; null for the limits of ordinary replies.</param>
    /// <exception cref="SrpcException">The call was refused or failed.</exception>
    public Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, bool isRepeatable, CancellationToken cancellationToken,
        GobLimits? limits = null) =>
        UseAsync(
            connection => connection.CallAsync<TRequest, TReply>(
                method, request, limits ?? GobLimits.Default, cancellationToken),
            isRepeatable, cancellationToken);

    /// <summary>Runs an action with a connection, and again after transient failures.</summary>
    /// <param name="isRepeatable">
    /// Whether the action can be repeated when the connection breaks. Otherwise, only the connection is tried again.
    /// </param>
    /// <exception cref="SrpcException">
    /// The connection cannot be established, or the action threw the exception.
    /// </exception>
    public async Task<T> UseAsync<T>(
        Func<SrpcConnection, Task<T>> action, bool isRepeatable, CancellationToken cancellationToken)
    {
        var retry = CreateRetry();
        while (true)
        {
            var isStarted = false;
            try
            {
                return await UseOnceAsync(
                    connection =>
                    {
                        isStarted = true;
                        return action(connection);
                    },
                    cancellationToken);
            }
            catch (SrpcException exception) when (
                exception.Reason != SrpcError.Stalled && (isRepeatable || (!isStarted && options.RetryTimeout is not null)))
            {
                await retry.WaitAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Runs an action with a connection, without another attempt: for callers with a <see cref="SrpcRetry"/>.</summary>
    /// <exception cref="SrpcException">
    /// The connection cannot be established, or the action threw the exception.
    /// </exception>
    public async Task<T> UseOnceAsync<T>(Func<SrpcConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var connection = await RentAsync(cancellationToken);
        try
        {
            var result = await action(connection);
            _outage.End(Address, options);
            return result;
        }
        catch (SrpcException exception) when (exception.Reason is SrpcError.ConnectionLost or SrpcError.Stalled)
        {
            // The cause can have broken the idle connections as well, without a sign so far.
            await CloseIdleAsync();
            throw;
        }
        finally
        {
            await ReturnAsync(connection);
        }
    }

    /// <summary>Starts the attempts of an operation.</summary>
    public SrpcRetry CreateRetry() => new(Address, options, _outage);

    /// <summary>Gets a connection for longer use; return it with <see cref="ReturnAsync"/>.</summary>
    /// <exception cref="SrpcException">The connection cannot be established.</exception>
    public async Task<SrpcConnection> RentAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_idle.TryPop(out var connection))
        {
            if (connection.IdleTime < options.PingAfterIdle
                || await IsAliveAsync(connection, cancellationToken))
            {
                return connection;
            }

            await connection.DisposeAsync();
        }

        return await SrpcClientStream.ConnectAsync(host, port, options, cancellationToken);
    }

    /// <summary>Returns a connection, which is kept for reuse if it is usable.</summary>
    public async ValueTask ReturnAsync(SrpcConnection connection)
    {
        if (connection.IsUsable && !_isDisposed && _idle.Count < options.MaxIdleConnections)
        {
            _idle.Push(connection);
            return;
        }

        await connection.DisposeAsync();
    }

    /// <summary>Closes the idle connections; the next call opens a new connection.</summary>
    public async ValueTask CloseIdleAsync()
    {
        while (_idle.TryPop(out var connection))
        {
            await connection.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await CloseIdleAsync();
    }

    private async Task<bool> IsAliveAsync(SrpcConnection connection, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.PingTimeout);
        try
        {
            await connection.PingAsync(timeout.Token);
            return true;
        }
        catch (SrpcException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
