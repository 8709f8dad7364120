using Imaginator.Protocol.Srpc.Client;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.ImageServer;

/// <summary>The plugin's settings. Those besides the timeouts are usually the flags of the programs.</summary>
internal sealed record ImageServerOptions
{
    private const string MaximumTimeout = "24h";

    /// <summary>
    /// The time for which an image server may neither send nor accept data during a call. Servers flush their disks at the end of an
    /// upload, so that it must be longer than that.
    /// </summary>
    [SettingRange("0", MaximumTimeout, MinimumIsExclusive = true)]
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The time for which calls are tried again while an image server cannot be reached or its connections break. With zero, a server
    /// that cannot be reached fails a call immediately.
    /// </summary>
    [SettingRange("0", MaximumTimeout)]
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The PEM file of the client certificate; empty for none.</summary>
    [ConfigurationKeyName("certFile")]
    public string CertificateFile { get; init; } = "";

    /// <summary>The PEM file of the private key of <see cref="CertificateFile"/>.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>A directory of client certificates and keys; empty for none.</summary>
    [ConfigurationKeyName("certDirectory")]
    public string CertificateDirectory { get; init; } = "";

    /// <summary>The PEM bundle that image servers are verified with; empty to accept any certificate.</summary>
    [ConfigurationKeyName("serverCAfile")]
    public string ServerAuthorityFile { get; init; } = "";

    /// <summary>The timeout of the TCP connection; 0 for none besides that of the whole connection setup.</summary>
    [ConfigurationKeyName("srpcDefaultConnectTimeout")]
    public TimeSpan ConnectTimeout { get; init; }

    /// <summary>The timeout of the TLS handshake; 0 for none besides that of the whole connection setup.</summary>
    [ConfigurationKeyName("srpcDefaultTlsHandshakeTimeout")]
    public TimeSpan TlsHandshakeTimeout { get; init; }

    /// <summary>The time without traffic after which TCP checks whether the server is reachable; 0 for the default.</summary>
    [ConfigurationKeyName("srpcDefaultKeepAlivePeriod")]
    public TimeSpan KeepAlivePeriod { get; init; }

    /// <summary>Whether to decline the method permissions of the certificates.</summary>
    [ConfigurationKeyName("srpcClientDoNotUseMethodPowers")]
    public bool DoNotUseMethodPowers { get; init; }

    /// <summary>Whether to warn about servers that are not verified: the certificate is that of a daemon.</summary>
    internal bool WarnsOfUnverifiedServers => CertificateFile.Length > 0;

    /// <summary>Changes the options of connections last; for tests.</summary>
    internal Func<SrpcClientOptions, SrpcClientOptions> Connections { get; init; } = options => options;

    /// <summary>The options of a client with these settings.</summary>
    internal SrpcClientOptions Apply(SrpcClientOptions options) => Connections(options.WithFlags(FindFlag) with
    {
        ReplyTimeout = ProgressTimeout,
        SendTimeout = ProgressTimeout,
        RetryTimeout = RetryTimeout > TimeSpan.Zero ? RetryTimeout : null,
    });

    private string? FindFlag(string name) => name switch
    {
        "srpcDefaultConnectTimeout" => GoDuration.Format(ConnectTimeout),
        "srpcDefaultTlsHandshakeTimeout" => GoDuration.Format(TlsHandshakeTimeout),
        "srpcDefaultKeepAlivePeriod" => GoDuration.Format(KeepAlivePeriod),
        "srpcClientDoNotUseMethodPowers" => DoNotUseMethodPowers ? "true" : "false",
        _ => null,
    };
}
