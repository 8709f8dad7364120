namespace Imaginator.Protocol.Srpc.Client;

/// <summary>The connection settings of a client.</summary>
public sealed record SrpcClientOptions
{
    /// <summary>
    /// Gets the client certificates. Called for each connection, so that certificates can be replaced. Without
    /// certificates, the client tries only plain connections.
    /// </summary>
    public Func<IReadOnlyList<ClientCertificate>> GetCertificates { get; init; } = () => [];

    /// <summary>Whether to decline the method permissions of the certificates.</summary>
    public bool DoNotUsePowers { get; init; }

    /// <summary>The timeout of a connection attempt with its TLS handshake. Calls have no timeout.</summary>
    public TimeSpan SetUpTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The idle time after which a connection is checked with a ping before it is used.</summary>
    public TimeSpan PingAfterIdle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The timeout of the ping.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time without traffic after which TCP checks whether the server is reachable.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The maximum number of attempts of a repeatable call whose connections break.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the second attempt; doubled for each further attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The maximum number of idle connections.</summary>
    public int MaxIdleConnections { get; init; } = 4;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
