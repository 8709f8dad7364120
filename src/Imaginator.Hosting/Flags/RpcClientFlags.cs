using System.Collections.Immutable;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of outgoing RPC connections: to the daemon, to workers and to imageservers.</summary>
public static class RpcClientFlags
{
    private const string Group = "Outgoing connections";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly FlagType<TimeSpan> TimeLimit = FlagTypes.Duration with { Parse = ParseLimit };

    private static readonly Flag<TimeSpan> ConnectTimeout = new(
        "srpcDefaultConnectTimeout", TimeLimit, TimeSpan.Zero,
        "Time limit for opening an RPC connection to a daemon, worker or imageserver. 0 for none besides that of the whole connection "
        + "setup, 5 s for workers and 15 s otherwise.") { Group = Group };

    private static readonly Flag<TimeSpan> TlsHandshakeTimeout = new(
        "srpcDefaultTlsHandshakeTimeout", TimeLimit, TimeSpan.Zero,
        "Time limit for the TLS handshake of an outgoing RPC connection. 0 for none besides that of the whole connection setup.")
    { Group = Group };

    private static readonly Flag<TimeSpan> KeepAlivePeriod = new(
        "srpcDefaultKeepAlivePeriod", TimeLimit, TimeSpan.FromMinutes(1),
        "Time without traffic after which TCP checks whether the other side of an outgoing RPC connection is reachable. 0 for the "
        + "default.") { Group = Group };

    private static readonly Flag<bool> DoNotUseMethodPowers = new(
        "srpcClientDoNotUseMethodPowers", FlagTypes.Boolean, false,
        "Decline the method permissions of the client certificate: calls are those of a user without special permissions.")
    { Group = Group };

    private static readonly ImmutableArray<Flag<TimeSpan>> Limits = [ConnectTimeout, TlsHandshakeTimeout, KeepAlivePeriod];

    /// <summary>All flags of this group.</summary>
    public static ImmutableArray<Flag> All { get; } = [.. Limits, DoNotUseMethodPowers];

    /// <summary>The settings of a client with those of the flags that are given.</summary>
    public static SrpcClientOptions Apply(FlagValues values, SrpcClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(options);
        var settings = PluginSettings(values);
        return options.WithFlags(name => settings.GetValueOrDefault(name));
    }

    /// <summary>The settings of plugins that connect, named like the flags, for the flags that are given.</summary>
    public static ImmutableDictionary<string, string?> PluginSettings(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var settings = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var flag in Limits.Where(values.IsGiven))
        {
            settings[flag.Name] = GoDuration.Format(values.Get(flag));
        }

        if (values.Get(DoNotUseMethodPowers))
        {
            settings[DoNotUseMethodPowers.Name] = "true";
        }

        return settings.ToImmutable();
    }

    private static TimeSpan ParseLimit(string text) =>
        FlagTypes.Duration.Parse(text) is var duration && duration <= Longest
            ? duration
            : throw new FormatException($"is longer than {GoDuration.Format(Longest)}");
}
