namespace Imaginator.Protocol.Srpc.Client;

/// <summary>How a client makes its connections.</summary>
public sealed record SrpcClientOptions
{
    /// <summary>
    /// Gets the client certificates, anew for each connection so that they can be replaced; without any, only plain
    /// connections are tried.
    /// </summary>
    public Func<IReadOnlyList<ClientCertificate>> GetCertificates { get; init; } = () => [];

    /// <summary>Whether to renounce what the certificates permit.</summary>
    public bool DoNotUsePowers { get; init; }

    /// <summary>How long a connection and its TLS handshake may take. Calls have no limit.</summary>
    public TimeSpan SetUpTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long an idle connection is asked whether it still works before it is used.</summary>
    public TimeSpan PingAfterIdle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the answer to that may take.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without traffic TCP probes whether the server is still there.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call that may be repeated is tried in all, when its connections break.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How long to wait before it is tried again; twice as long the second time, and so on.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many idle connections are kept.</summary>
    public int MaxIdleConnections { get; init; } = 4;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
