using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The system calls whose arguments decide; see <see cref="ArgumentRules"/>.</summary>
internal static class CheckedCalls
{
    /// <summary>Denied if it creates a namespace.</summary>
    public static SystemCall Clone { get; } = new("clone", 56, 120, 220);

    /// <inheritdoc cref="Clone"/>
    public static SystemCall Unshare { get; } = new("unshare", 272, 310, 97);

    /// <summary>Denied if it injects input into a terminal or changes the line discipline.</summary>
    public static SystemCall Ioctl { get; } = new("ioctl", 16, 54, 29);

    /// <summary>Denied except for local and Internet sockets, and the netlink protocols that need no privilege.</summary>
    public static SystemCall Socket { get; } = new("socket", 41, 359, 198);

    /// <inheritdoc cref="Socket"/>
    public static SystemCall SocketPair { get; } = new("socketpair", 53, 360, 199);

    /// <summary>Denied for execution domains of other systems and for mappings at address 0.</summary>
    public static SystemCall Personality { get; } = new("personality", 135, 136, 92);

    /// <summary>Denied if it sets limits of the sandbox's own processes.</summary>
    public static SystemCall ProcessLimit { get; } = new("prlimit64", 302, 340, 261);

    /// <summary>Device nodes are made by the supervisor.</summary>
    public static SystemCall MakeNode { get; } = new("mknod", 133, 14, null);

    /// <inheritdoc cref="MakeNode"/>
    public static SystemCall MakeNodeAt { get; } = new("mknodat", 259, 297, 33);

    /// <summary>The calls that are denied if they create a namespace.</summary>
    public static ImmutableArray<SystemCall> Namespaces { get; } = [Clone, Unshare];

    public static ImmutableArray<SystemCall> All { get; } =
        [Clone, Unshare, Ioctl, Socket, SocketPair, Personality, ProcessLimit, MakeNode, MakeNodeAt];
}
