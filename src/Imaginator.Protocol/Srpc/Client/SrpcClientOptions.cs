using Imaginator.Quantities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>The connection settings of a client.</summary>
public sealed record SrpcClientOptions
{
    // What TCP accepts as a period, in seconds.
    private const int MaximumKeepAliveSeconds = 32767;

    /// <summary>
    /// Gets the client certificates. Called for each connection, so that certificates can be replaced. Without
    /// certificates, the client tries only plain connections.
    /// </summary>
    public Func<IReadOnlyList<ClientCertificate>> GetCertificates { get; init; } = () => [];

    /// <summary>Verifies the certificates of servers; null, as in the protocol, to accept any.</summary>
    public ServerVerifier? ServerVerifier { get; init; }

    /// <summary>Whether to decline the method permissions of the certificates.</summary>
    public bool DoNotUsePowers { get; init; }

    /// <summary>The timeout of a connection attempt with its TLS handshake.</summary>
    public TimeSpan SetUpTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The timeout of the TCP connection alone; null for none besides <see cref="SetUpTimeout"/>.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>The timeout of the TLS handshake alone; null for none besides <see cref="SetUpTimeout"/>.</summary>
    public TimeSpan? TlsHandshakeTimeout { get; init; }

    /// <summary>
    /// The maximum time during a reply in which the server neither sends nor accepts data. Null, the default, if calls can legitimately
    /// wait for hours.
    /// </summary>
    public TimeSpan? ReplyTimeout { get; init; }

    /// <summary>The time within which the server must accept the next data of a request.</summary>
    public TimeSpan? SendTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The idle time after which a connection is checked with a ping before it is used.</summary>
    public TimeSpan PingAfterIdle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The timeout of the ping.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time without traffic after which TCP checks whether the server is reachable.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time for which calls are tried again while the server cannot be reached or its connections break: servers restart. Null,
    /// the default, to report a server that cannot be reached immediately, and to limit the other attempts by <see cref="MaxAttempts"/>.
    /// </summary>
    public TimeSpan? RetryTimeout { get; init; }

    /// <summary>
    /// The maximum number of attempts of a repeatable call whose connections break, if there is no <see cref="RetryTimeout"/>.
    /// </summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the second attempt. Each further delay is longer by the same time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The maximum delay between attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Receives a message when calls begin to be tried again, and when the server answers again.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The maximum number of idle connections.</summary>
    public int MaxIdleConnections { get; init; } = 4;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Replaces the settings that flags of programs have, as Go durations by the names of the flags. Null and 0 keep a setting.
    /// </summary>
    /// <param name="find">Returns the value of a flag, or null.</param>
    public SrpcClientOptions WithFlags(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        var connect = Find("srpcDefaultConnectTimeout");
        var handshake = Find("srpcDefaultTlsHandshakeTimeout");
        var keepAlive = Find("srpcDefaultKeepAlivePeriod");

        // Limits of the steps that are longer than that of the whole extend it.
        var setUp = (connect ?? TimeSpan.Zero) + (handshake ?? TimeSpan.Zero);
        return this with
        {
            ConnectTimeout = connect ?? ConnectTimeout,
            TlsHandshakeTimeout = handshake ?? TlsHandshakeTimeout,
            SetUpTimeout = setUp > SetUpTimeout ? setUp : SetUpTimeout,
            KeepAlive = keepAlive is { } period
                ? TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(period.TotalSeconds), 1, MaximumKeepAliveSeconds))
                : KeepAlive,
            DoNotUsePowers = find("srpcClientDoNotUseMethodPowers") is "true" || DoNotUsePowers,
        };

        TimeSpan? Find(string name) =>
            GoDuration.TryParse(find(name), out var value) && value > TimeSpan.Zero ? value : null;
    }
}
