using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;

namespace Imaginator.Building.Stages.Commands;

/// <summary>Applies the limits and the network policy of a stream to sandboxes.</summary>
internal static class StreamContainment
{
    /// <summary>Adds the limits and the network of a build to the settings of a sandbox.</summary>
    public static SandboxSettings ContainedFor(this SandboxSettings sandbox, BuildSession session)
    {
        var machine = SandboxLimits.ForThisMachine();
        var limits = session.Stream.Limits.Or(session.Settings.Limits);
        return sandbox with
        {
            Limits = new SandboxLimits(
                limits.MemoryBytes ?? machine.MemoryBytes,
                limits.MaximumProcesses ?? machine.MaximumProcesses,
                limits.CpuPercent ?? machine.CpuPercent),
            Network = session.Network(),
        };
    }

    /// <summary>The network that the commands of a build can reach.</summary>
    public static SandboxNetwork Network(this BuildSession session) => session.Stream.Network ?? NetworkOfSite(session);

    /// <summary>A bootstrap command without network would build nothing: its stream must ask for that itself.</summary>
    private static SandboxNetwork NetworkOfSite(BuildSession session) =>
        session.Stream is BootstrapStream ? SandboxNetwork.Host : session.Settings.Network;
}
