using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The connection settings of a server.</summary>
public sealed record SrpcServerOptions
{
    /// <summary>
    /// Gets the TLS settings. Called for each connection, so that certificates can be replaced. Null: no TLS, and all
    /// callers can call all methods (test mode).
    /// </summary>
    public Func<SrpcServerTls?> GetTls { get; init; } = () => null;

    /// <summary>The access policy for calls.</summary>
    public SrpcAccessPolicy Access { get; init; } = new();

    /// <summary>The timeout of the request head and the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time within which a client must send the next data of a request, and accept the next data of a reply, while a call is in
    /// progress. Time between calls is not limited.
    /// </summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The metrics of connections and calls; null for none.</summary>
    public SrpcMeasurements? Measurements { get; init; }

    /// <summary>
    /// Called for each denied call, with the caller and the method (of an existing service). Called from any thread;
    /// must return immediately and must not throw.
    /// </summary>
    public Action<SrpcCallContext, string> OnDenied { get; init; } = (_, _) => { };

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
