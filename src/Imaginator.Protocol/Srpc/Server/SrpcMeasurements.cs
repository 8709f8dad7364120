using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>
/// The metrics and trace activities of the calls on servers. Several servers can share one instance. Thread-safe.
/// </summary>
public sealed class SrpcMeasurements
{
    // A call may watch a build for hours.
    private static readonly double[] Seconds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800, 7200];

    private readonly ActivitySource _source;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _durations;
    private readonly UpDownCounter<long> _connections;

    /// <summary>Creates the instruments.</summary>
    public SrpcMeasurements(Meter meter, ActivitySource source)
    {
        _source = source;
        _calls = meter.CreateCounter<long>(
            "imaginator.rpc.calls", "{call}", "Finished and refused RPC calls, by method and result.");
        _durations = meter.CreateHistogram(
            "imaginator.rpc.call.duration", "s", "Duration of RPC calls, by method.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _connections = meter.CreateUpDownCounter<long>(
            "imaginator.rpc.connections", "{connection}", "Open RPC connections.");
    }

    /// <summary>Counts a connection as open.</summary>
    /// <returns>Disposed when the connection ends.</returns>
    public ConnectionScope Connected()
    {
        _connections.Add(1);
        return new ConnectionScope(_connections);
    }

    /// <summary>Counts a call that was not accepted.</summary>
    /// <param name="method">The method; null for a method that does not exist, because its name is untrusted.</param>
    public void Refused(string? method, SrpcCallResult result) => Count(method ?? "(unknown)", result);

    /// <summary>Starts to measure a call.</summary>
    /// <returns>The activity of the call; null if there are no listeners.</returns>
    public Activity? Begin(string method, string user)
    {
        var activity = _source.StartActivity(method, ActivityKind.Server);
        activity?.SetTag("rpc.system", "srpc").SetTag("rpc.method", method).SetTag("enduser.id", user);
        return activity;
    }

    /// <summary>Records the end of a call.</summary>
    /// <param name="activity">The activity that <see cref="Begin"/> returned; ended by this method.</param>
    public void End(Activity? activity, string method, SrpcCallResult result, TimeSpan elapsed)
    {
        Count(method, result);
        _durations.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("method", method));
        activity?.SetStatus(result == SrpcCallResult.Ok ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        activity?.Dispose();
    }

    private void Count(string method, SrpcCallResult result) => _calls.Add(
        1,
        new KeyValuePair<string, object?>("method", method),
        new KeyValuePair<string, object?>("result", ToLabel(result)));

    private static string ToLabel(SrpcCallResult result) => result switch
    {
        SrpcCallResult.Ok => "ok",
        SrpcCallResult.Error => "error",
        SrpcCallResult.Denied => "denied",
        SrpcCallResult.Refused => "refused",
        SrpcCallResult.Aborted => "aborted",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };

    /// <summary>An open connection.</summary>
    public readonly struct ConnectionScope(UpDownCounter<long>? connections) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => connections?.Add(-1);
    }
}
