using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.ControlGroups;

namespace Imaginator.Building.Sandboxing;

/// <summary>A sandbox to start.</summary>
internal sealed record SandboxSettings
{
    private const long UsualOutput = 256L * 1024 * 1024;

    /// <summary>
    /// The tree that becomes the root. Null: the host's own root, for tools that make a root from nothing; they run with
    /// root's full power, but see only their own processes, and nothing that they mount or start outlives the sandbox.
    /// A tree must be below a directory that only root can enter: commands can make set-uid programs and device nodes
    /// in it, which do nothing inside but would outside.
    /// </summary>
    public required string? RootDirectory { get; init; }

    /// <summary>
    /// A directory of the host that the root covers, in the sandbox's own mount namespace only; needed when the tree is
    /// on a mount that no namespace has. Null: the root directory itself.
    /// </summary>
    public string? MountPoint { get; init; }

    /// <summary>The host name that commands see.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>Directories of the host that commands see; only with a root directory.</summary>
    public ImmutableArray<SandboxBind> Binds { get; init; } = [];

    /// <summary>The network that commands can reach.</summary>
    public SandboxNetwork Network { get; init; } = SandboxNetwork.Host;

    /// <summary>TCP ports, on any machine, that commands cannot connect to: the ports of the daemon.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>
    /// Whether flushes of files to disk (<c>fsync</c> and its kin) succeed without being made: for trees that are thrown away
    /// when the machine stops. Package tools flush thousands of times.
    /// </summary>
    public bool SkipsFlushes { get; init; }

    /// <summary>The limits of all processes in the sandbox together.</summary>
    public SandboxLimits Limits { get; init; } = SandboxLimits.ForThisMachine();

    /// <summary>The output limit of all commands together in bytes; a command that exceeds it is killed.</summary>
    public long MaximumOutputBytes { get; init; } = UsualOutput;

    /// <summary>Only tests set this to false, to show the effect of containment.</summary>
    internal bool Contained { get; init; } = true;
}
