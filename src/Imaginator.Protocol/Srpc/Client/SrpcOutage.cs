namespace Imaginator.Protocol.Srpc.Client;

/// <summary>
/// The time in which a server does not answer. Its beginning and its end are logged once, however many calls wait for the server.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SrpcOutage
{
    private readonly Lock _lock = new();
    private long? _since;

    /// <summary>A call failed and will be tried again.</summary>
    public void Begin(string address, SrpcClientOptions options, SrpcException failure)
    {
        lock (_lock)
        {
            if (_since is not null)
            {
                return;
            }

            _since = options.TimeProvider.GetTimestamp();
        }

        SrpcClientLog.TryingAgain(options.Logger, address, failure.Message);
    }

    /// <summary>A call succeeded.</summary>
    public void End(string address, SrpcClientOptions options)
    {
        TimeSpan duration;
        lock (_lock)
        {
            if (_since is not { } since)
            {
                return;
            }

            _since = null;
            duration = options.TimeProvider.GetElapsedTime(since);
        }

        SrpcClientLog.AnswersAgain(options.Logger, address, Math.Round(duration.TotalSeconds, 1));
    }
}
