using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Logging;
using Imaginator.Scanning;

namespace Imaginator.Building.Stages.Commands;

/// <summary>The limits and the network policy of a build, which apply to its sandboxes.</summary>
internal static class StreamContainment
{
    /// <summary>The limits of the processes of a build.</summary>
    public static SandboxLimits ProcessLimits(this BuildSession session) => ProcessLimits(session.Stream, session.Settings);

    /// <summary>The limits of the processes of a build that has no session yet.</summary>
    public static SandboxLimits ProcessLimits(StreamDefinition stream, BuildSettings settings)
    {
        var machine = SandboxLimits.ForThisMachine();
        var limits = stream.Limits.Or(settings.Limits);
        return new SandboxLimits(
            limits.MemoryBytes ?? machine.MemoryBytes,
            limits.MaximumProcesses ?? machine.MaximumProcesses,
            limits.CpuPercent ?? machine.CpuPercent);
    }

    /// <summary>The limits of a build: those of its stream, then those of the site.</summary>
    public static BuildLimits Limits(this BuildSession session) => session.Stream.Limits.Or(session.Settings.Limits);

    /// <summary>The limits of the image of a build.</summary>
    public static ScanLimits ScanLimits(this BuildSession session)
    {
        var limits = session.Limits();
        return new ScanLimits(
            limits.ImageBytes ?? Imaginator.Scanning.ScanLimits.Default.Bytes, limits.ImageFiles ?? Imaginator.Scanning.ScanLimits.Default.Files);
    }

    /// <summary>The network that the commands of a build can reach.</summary>
    public static SandboxNetwork Network(this BuildSession session) => Network(session.Stream, session.Settings);

    /// <summary>The network that the commands of a build that has no session yet can reach.</summary>
    public static SandboxNetwork Network(StreamDefinition stream, BuildSettings settings) =>
        stream.Network ?? NetworkOfSite(stream, settings);

    /// <summary>What the commands of a build reach through the package cache.</summary>
    public static DownloadPolicy Downloads(this BuildSession session, Uri? upstream) => new(session.Network())
    {
        Upstream = upstream,
        AllowedHosts = session.Settings.NetworkHosts.AddRange(session.Stream.NetworkHosts),
        Repositories = RepositoryPatterns.Of(session.Settings.PackagerTypes.Values),
        Denied = session.Log.WriteLine,
    };

    /// <summary>A bootstrap command without network would build nothing: its stream must ask for that itself.</summary>
    private static SandboxNetwork NetworkOfSite(StreamDefinition stream, BuildSettings settings) =>
        stream is BootstrapStream && settings.Network == SandboxNetwork.None ? SandboxNetwork.Open : settings.Network;
}
