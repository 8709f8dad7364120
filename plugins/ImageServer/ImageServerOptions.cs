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

    /// <summary>
    /// The time for which calls are tried again while an image server cannot be reached or its connections break. With zero, a server
    /// that cannot be reached fails a call immediately.
    /// </summary>
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The PEM bundle that image servers are verified with; empty to accept any certificate.</summary>
    public string ServerAuthorityFile { get; init; } = "";

    /// <summary>The settings that the flags of programs for outgoing connections have.</summary>
    public Func<SrpcClientOptions, SrpcClientOptions> Connections { get; init; } = options => options;

    /// <summary>Whether to warn about servers that are not verified: the certificate is that of a daemon.</summary>
    public bool WarnsOfUnverifiedServers { get; init; }

    public static ImageServerOptions Read(IConfiguration configuration)
    {
        var defaults = new ImageServerOptions();
        return new ImageServerOptions
        {
            ProgressTimeout = ReadDuration(configuration, "progressTimeout", defaults.ProgressTimeout, canBeZero: false),
            RetryTimeout = ReadDuration(configuration, "retryTimeout", defaults.RetryTimeout, canBeZero: true),
            ServerAuthorityFile = configuration["serverCAfile"] ?? "",
            Connections = options => options.WithFlags(name => configuration[name]),
            WarnsOfUnverifiedServers = !string.IsNullOrEmpty(configuration["certFile"]),
        };
    }

    private static TimeSpan ReadDuration(IConfiguration configuration, string setting, TimeSpan normal, bool canBeZero)
    {
        if (configuration[setting] is not { Length: > 0 } text)
        {
            return normal;
        }

        var isValid = GoDuration.TryParse(text, out var duration)
            && (duration > TimeSpan.Zero || (canBeZero && duration == TimeSpan.Zero)) && duration <= MaximumTimeout;
        return isValid
            ? duration
            : throw new ImaginatorException(
                $"plugin ImageServer: invalid duration \"{text}\" of setting {setting}: must be {(canBeZero ? "0 or more" : "greater than 0")} "
                + "and at most 24 h; give a duration such as 90s or 5m");
    }
}
