using Imaginator.Protocol.Srpc.Client;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.ImageServer;

/// <summary>The plugin's settings, besides those of its own certificate.</summary>
internal sealed record ImageServerOptions
{
    private static readonly TimeSpan MaximumTimeout = TimeSpan.FromDays(1);

    /// <summary>
    /// The time for which an image server may neither send nor accept data during a call. Servers flush their disks at the end of an
    /// upload, so that it must be longer than that.
    /// </summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The PEM bundle that image servers are verified with; empty to accept any certificate.</summary>
    public string ServerAuthorityFile { get; init; } = "";

    /// <summary>The settings that the flags of programs for outgoing connections have.</summary>
    public Func<SrpcClientOptions, SrpcClientOptions> Connections { get; init; } = options => options;

    /// <summary>Whether to warn about servers that are not verified: the certificate is that of a daemon.</summary>
    public bool WarnsOfUnverifiedServers { get; init; }

    public static ImageServerOptions Read(IConfiguration configuration)
    {
        var timeout = new ImageServerOptions().ProgressTimeout;
        if (configuration["progressTimeout"] is { Length: > 0 } text
            && !(GoDuration.TryParse(text, out timeout) && timeout > TimeSpan.Zero && timeout <= MaximumTimeout))
        {
            throw new ImaginatorException(
                $"plugin ImageServer: invalid duration \"{text}\" of setting progressTimeout: must be greater than 0 and at most 24 h; give a duration such as 90s or 5m");
        }

        return new ImageServerOptions
        {
            ProgressTimeout = timeout,
            ServerAuthorityFile = configuration["serverCAfile"] ?? "",
            Connections = options => options.WithFlags(name => configuration[name]),
            WarnsOfUnverifiedServers = !string.IsNullOrEmpty(configuration["certFile"]),
        };
    }
}
