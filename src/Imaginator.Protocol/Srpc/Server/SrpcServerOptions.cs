using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>How a server treats connections.</summary>
public sealed record SrpcServerOptions
{
    /// <summary>
    /// Gets the TLS settings, anew for each connection so that certificates can be replaced. Null: no TLS, and everybody
    /// may call everything (test mode).
    /// </summary>
    public Func<SrpcServerTls?> GetTls { get; init; } = () => null;

    /// <summary>Who may call what.</summary>
    public SrpcAccessPolicy Access { get; init; } = new();

    /// <summary>How long the request head and the TLS handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is measured of connections and calls; null for nothing.</summary>
    public SrpcMeasurements? Measurements { get; init; }

    /// <summary>
    /// Is told of calls that the caller may not make: who, and which method (of a service that is there). Called from any
    /// thread; returns at once and does not throw.
    /// </summary>
    public Action<SrpcCallContext, string> OnDenied { get; init; } = (_, _) => { };

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
