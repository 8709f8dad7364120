using System.ComponentModel;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.ImageServer;

/// <summary>The plugin's settings. Those besides the timeouts are usually the flags of the programs.</summary>
internal sealed record ImageServerOptions
{
    private const string MaximumTimeout = "24h";

    [Description("Maximum time for which an imageserver neither sends nor accepts data during a call; longer than the flush of its disks.")]
    [SettingRange("0", MaximumTimeout, MinimumIsExclusive = true)]
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Description("Maximum time for which calls are tried again while an imageserver cannot be reached or its connections break. 0 for no time.")]
    [SettingRange("0", MaximumTimeout)]
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Description("The PEM file of the client certificate. By default, that of the program.")]
    [ConfigurationKeyName("certFile")]
    public string CertificateFile { get; init; } = "";

    [Description("The PEM file of the private key of certFile. By default, that of the program.")]
    public string KeyFile { get; init; } = "";

    [Description("A directory of client certificates and keys. By default, that of the program.")]
    [ConfigurationKeyName("certDirectory")]
    public string CertificateDirectory { get; init; } = "";

    [Description("The PEM bundle that imageservers are verified with. By default, that of the program.")]
    [ConfigurationKeyName("serverCAfile")]
    public string ServerAuthorityFile { get; init; } = "";

    [Description("The timeout of the TCP connection; 0 for none besides that of the whole connection setup.")]
    [ConfigurationKeyName("srpcDefaultConnectTimeout")]
    public TimeSpan ConnectTimeout { get; init; }

    [Description("The timeout of the TLS handshake; 0 for none besides that of the whole connection setup.")]
    [ConfigurationKeyName("srpcDefaultTlsHandshakeTimeout")]
    public TimeSpan TlsHandshakeTimeout { get; init; }

    [Description("The time without traffic after which TCP checks whether the server is reachable; 0 for the default.")]
    [ConfigurationKeyName("srpcDefaultKeepAlivePeriod")]
    public TimeSpan KeepAlivePeriod { get; init; }

    [Description("Whether to decline the method permissions of the certificates.")]
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
