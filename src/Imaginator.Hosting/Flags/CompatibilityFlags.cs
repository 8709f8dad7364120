using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>
/// Flags of Dominator's programs that have no effect here: sites can keep their flag files and scripts. A program warns about each one
/// that is given with a value that would change something.
/// </summary>
public static class CompatibilityFlags
{
    private const string Group = "Compatibility";

    /// <summary>Those of all programs.</summary>
    private static readonly ImmutableArray<Flag> Shared =
    [
        Create(
            "srpcProxy", FlagTypes.Text, "",
            "programs connect to daemons, workers and imageservers without a proxy; forward the port instead, for example with ssh -L"),
        Create(
            "srpcTrustVmOwners", FlagTypes.Boolean, false,
            "owners of SmallStack virtual machines have no special rights here; name them in -srpcTrustedUsers of the daemon"),
        Create(
            "srpcUnixSocketPath", FlagTypes.File, "",
            "connections on the same machine stay TCP connections, which all clients of Dominator support"),
    ];

    /// <summary>Those of the daemon.</summary>
    public static ImmutableArray<Flag> OfDaemon { get; } =
    [
        Create(
            "idleMarkTimeout", FlagTypes.Duration, TimeSpan.Zero,
            "the log has no marks of an idle daemon; /healthz and the file of -readyFile show that it runs"),
        .. Shared,
    ];

    /// <summary>Those of builder-tool.</summary>
    public static ImmutableArray<Flag> OfTool { get; } =
    [
        Create(
            "cpuProfileFilename", FlagTypes.File, "",
            "this program cannot write profiles in the format of Go; use perf or dotnet-trace"),
        .. Shared,
    ];

    private static Flag<T> Create<T>(string name, FlagType<T> type, T neutral, string reason)
        where T : notnull =>
        new(name, type, neutral, $"Accepted for sites that come from Dominator, without effect: {reason}.")
        {
            Group = Group,
            NoEffect = reason,
        };
}
