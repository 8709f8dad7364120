using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>
/// The attempts of one operation: decides which failures are transient, waits between the attempts, and ends them after the time or
/// the number that the options allow.
/// </summary>
/// <remarks>Not thread-safe. <see cref="SrpcClient.CreateRetry"/> creates it.</remarks>
public sealed class SrpcRetry
{
    private readonly string _address;
    private readonly SrpcClientOptions _options;
    private readonly SrpcOutage _outage;
    private long _firstFailure;
    private int _stalls;

    internal SrpcRetry(string address, SrpcClientOptions options, SrpcOutage outage)
    {
        _address = address;
        _options = options;
        _outage = outage;
    }

    /// <summary>The number of failures since the beginning or the last <see cref="Restart"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>Starts the limits again, because the operation has made progress.</summary>
    public void Restart()
    {
        Failures = 0;
        _stalls = 0;
    }

    /// <summary>Waits until the time of the next attempt.</summary>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SrpcException">
    /// The failure is permanent, or the attempts are used up: then the message states for how long the operation was tried.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the failure is the inner exception.</exception>
    public async Task WaitAsync(SrpcException failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var clock = _options.TimeProvider;
        if (++Failures == 1)
        {
            _firstFailure = clock.GetTimestamp();
        }

        if (failure.Reason == SrpcError.Stalled)
        {
            _stalls++;
        }

        var tried = clock.GetElapsedTime(_firstFailure);
        if (!HasAttemptLeft(failure, tried))
        {
            if (Failures == 1 || !IsTransient(failure))
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw new SrpcException(
                failure.Reason, $"{failure.Message.TrimEnd('.')}; tried again for {tried.TotalSeconds:0.#} s", failure);
        }

        _outage.Begin(_address, _options, failure);
        try
        {
            await Task.Delay(NextDelay(tried), clock, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            // A caller with its own time limit can name what it has waited for.
            throw new OperationCanceledException(exception.Message, failure, cancellationToken);
        }
    }

    // Refusals, and servers that do not exist or have another protocol, stay what they are.
    private static bool IsTransient(SrpcException failure) => failure.Reason switch
    {
        SrpcError.ConnectionLost or SrpcError.Stalled => true,
        SrpcError.Unreachable => failure.InnerException is OperationCanceledException or SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.ConnectionAborted
                or SocketError.TimedOut or SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable
                or SocketError.NetworkDown or SocketError.TryAgain,
        },
        _ => false,
    };

    private bool HasAttemptLeft(SrpcException failure, TimeSpan tried)
    {
        if (!IsTransient(failure))
        {
            return false;
        }

        return (failure.Reason, _options.RetryTimeout) switch
        {
            // A stalled server has used up minutes: it gets one more attempt.
            (SrpcError.Stalled, _) => _stalls == 1,
            (_, { } limit) => tried < limit,
            (SrpcError.ConnectionLost, null) => Failures < _options.MaxAttempts,
            _ => false,
        };
    }

    private TimeSpan NextDelay(TimeSpan tried)
    {
        var delay = _options.RetryDelay * Failures;
        delay = delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;

        // The last attempt is made at the end of the time.
        return _options.RetryTimeout is { } limit && tried < limit && limit - tried < delay ? limit - tried : delay;
    }
}
