using Imaginator.Building.Builds;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Streams;

namespace Imaginator.Building.Stages;

/// <summary>What the configuration says of how a stream's builds are contained, put into the terms of a sandbox.</summary>
internal static class StreamContainment
{
    /// <summary>Adds limits, network and denied ports.</summary>
    /// <param name="sandbox">A sandbox that is to be started for a build.</param>
    /// <param name="session">The build.</param>
    /// <returns>The sandbox with everything that the configuration says.</returns>
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
            DeniedPorts = session.Environment.DeniedPorts,
        };
    }

    /// <summary>What the commands of a build can reach.</summary>
    /// <param name="session">The build.</param>
    /// <returns>The network.</returns>
    public static SandboxNetwork Network(this BuildSession session) => session.Stream.Network ?? NetworkOfSite(session);

    /// <summary>A bootstrap command without network would make nothing; its stream must ask for that itself.</summary>
    private static SandboxNetwork NetworkOfSite(BuildSession session) =>
        session.Stream is BootstrapStream ? SandboxNetwork.Host : session.Settings.Network;
}
