using System.Collections.Immutable;
using System.Net;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Networks;

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

    /// <summary>Whether the root directory shows its ids as those of a user namespace (<see cref="Users.IdMap"/>).</summary>
    public bool RootIsShifted { get; init; }

    /// <summary>
    /// With the host's own root: the only directory that its commands can change if user namespaces are used; null if they have
    /// root's full power.
    /// </summary>
    public WritableTree? WritableTree { get; init; }

    /// <summary>The host name that commands see.</summary>
    public string HostName { get; init; } = SandboxEntry.UsualHostName;

    /// <summary>Directories of the host that commands see; only with a root directory.</summary>
    public ImmutableArray<SandboxBind> Binds { get; init; } = [];

    /// <summary>The network that commands can reach.</summary>
    public NetworkSettings Network { get; init; } = new(SandboxNetwork.Host);

    /// <summary>
    /// The name servers that answer the queries of commands, independent of the image's <c>/etc/resolv.conf</c>. Null: those
    /// of this machine.
    /// </summary>
    public ImmutableArray<IPEndPoint>? NameServers { get; init; }

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

    /// <summary>The settings that do not depend on the tree.</summary>
    internal SandboxEntry Entry => new(
        RootDirectory is not null ? RootKind.Tree : WritableTree is not null ? RootKind.HostWithTree : RootKind.Host, Limits, Network)
    {
        HostName = HostName,
        NameServers = NameServers,
        Contained = Contained,
    };
}
