using System.Collections.Immutable;
using Imaginator.Linux.Containment.SystemCalls;

namespace Imaginator.Linux.Containment;

/// <summary>
/// The rules for <see cref="CheckedCalls"/>: instructions that load arguments and decide. A filter sees the values of
/// arguments, and not the memory that they point to.
/// </summary>
internal static class ArgumentRules
{
    // struct seccomp_data: number 4, architecture 4, instruction pointer 8, six arguments of 8 bytes.
    private const uint ArgumentsOffset = 16;

    // Namespaces: mount, cgroup, UTS, IPC, user, PID, network. In clone, the time namespace has no flag.
    private const uint CloneNamespaces = 0x7E020000;
    private const uint UnshareNamespaces = CloneNamespaces | 0x80;

    private const uint TypeIntoTerminal = 0x5412; // TIOCSTI
    private const uint TypeIntoConsole = 0x541C; // TIOCLINUX
    private const uint SetLineDiscipline = 0x5423; // TIOCSETD: loads kernel modules

    private const uint NetlinkFamily = 16; // AF_NETLINK
    private const uint FamilyNotSupported = 97; // EAFNOSUPPORT: what programs expect of a kernel without it

    private const uint QueryPersonality = 0xFFFFFFFF;

    // 32-bit programs, ADDR_NO_RANDOMIZE and the other flags of setarch. Missing: MMAP_PAGE_ZERO, SHORT_INODE, and the
    // execution domains of other systems.
    private const uint UsualPersonality = 0x8 | 0x0EEE0000;

    private const uint TypeOfMode = 0xF000; // S_IFMT
    private const uint CharacterDevice = 0x2000; // S_IFCHR
    private const uint BlockDevice = 0x6000; // S_IFBLK

    // AF_UNSPEC (which the kernel rejects), AF_UNIX, AF_INET, AF_INET6.
    private static readonly ImmutableArray<uint> Families = [0, 1, 2, 10];

    // Route, user sockets, socket monitoring, SELinux, device events, generic. The others require privileges, and
    // libraries that try audit (9) at every login continue without it.
    private static readonly ImmutableArray<uint> NetlinkProtocols = [0, 2, 4, 7, 15, 16];

    /// <summary>The rules of the calls that make device nodes.</summary>
    public static ImmutableArray<(SystemCall Call, ImmutableArray<ulong> Rule)> Nodes =>
    [
        (CheckedCalls.MakeNode, OnNode(mode: 1, device: 2)),
        (CheckedCalls.MakeNodeAt, OnNode(mode: 2, device: 3)),
    ];

    /// <summary>The rule of each call. The filter must not continue behind the instructions of a rule.</summary>
    public static ImmutableArray<(SystemCall Call, ImmutableArray<ulong> Rule)> All { get; } =
    [
        (CheckedCalls.Clone, NotifyOnFlags(CloneNamespaces)),
        (CheckedCalls.Unshare, NotifyOnFlags(UnshareNamespaces)),
        (CheckedCalls.Ioctl, NotifyOn(Argument(1), TypeIntoTerminal, TypeIntoConsole, SetLineDiscipline)),
        (CheckedCalls.Socket, OnSocket()),
        (CheckedCalls.SocketPair, [Bpf.Load(Argument(0)), .. AllowAny([.. Families, NetlinkFamily]), Bpf.Notify]),
        (CheckedCalls.Personality, OnPersonality()),
        (CheckedCalls.ProcessLimit, OnProcessLimit()),
        .. Nodes,
    ];

    private static ImmutableArray<ulong> NotifyOnFlags(uint flags) =>
        [Bpf.Load(Argument(0)), Bpf.IfAnyBit(flags, skipOtherwise: 1), Bpf.Notify, Bpf.Allow];

    private static ImmutableArray<ulong> NotifyOn(uint argument, params ImmutableArray<uint> values) =>
        [Bpf.Load(argument), .. values.SelectMany(value => new[] { Bpf.IfEqual(value, skipOtherwise: 1), Bpf.Notify }), Bpf.Allow];

    private static IEnumerable<ulong> AllowAny(ImmutableArray<uint> values) =>
        values.SelectMany(value => new[] { Bpf.IfEqual(value, skipOtherwise: 1), Bpf.Allow });

    private static ImmutableArray<ulong> OnSocket() =>
    [
        Bpf.Load(Argument(0)),
        .. AllowAny(Families),
        Bpf.IfEqual(NetlinkFamily, skipOtherwise: 0, skip: 1),
        Bpf.Notify,
        Bpf.Load(Argument(2)),
        .. AllowAny(NetlinkProtocols),
        Bpf.Fail(FamilyNotSupported),
    ];

    private static ImmutableArray<ulong> OnPersonality() =>
    [
        Bpf.Load(Argument(0)),
        Bpf.IfEqual(QueryPersonality, skipOtherwise: 1),
        Bpf.Allow,
        Bpf.IfAnyBit(~UsualPersonality, skipOtherwise: 1),
        Bpf.Notify,
        Bpf.Allow,
    ];

    /// <summary>Processes 1 and 2 are the sandbox's own. Their limits can be read, and not set.</summary>
    private static ImmutableArray<ulong> OnProcessLimit() =>
    [
        Bpf.Load(Argument(0)),
        Bpf.IfEqual(1, skipOtherwise: 0, skip: 1),
        Bpf.IfEqual(2, skipOtherwise: 5),
        Bpf.Load(Argument(2)),
        Bpf.IfEqual(0, skipOtherwise: 2),
        Bpf.Load(Argument(2) + sizeof(uint)),
        Bpf.IfEqual(0, skipOtherwise: 0, skip: 1),
        Bpf.Notify,
        Bpf.Allow,
    ];

    /// <summary>A character device 0:0 is the mark of a removed file in overlays, which needs no privilege.</summary>
    private static ImmutableArray<ulong> OnNode(uint mode, uint device) =>
    [
        Bpf.Load(Argument(mode)),
        Bpf.And(TypeOfMode),
        Bpf.IfEqual(BlockDevice, skipOtherwise: 0, skip: 3),
        Bpf.IfEqual(CharacterDevice, skipOtherwise: 3),
        Bpf.Load(Argument(device)),
        Bpf.IfEqual(0, skipOtherwise: 0, skip: 1),
        Bpf.Notify,
        Bpf.Allow,
    ];

    /// <summary>
    /// Gets the offset of the low half of an argument. The kernel ignores the high halves of the arguments that are
    /// not addresses.
    /// </summary>
    private static uint Argument(uint index) => ArgumentsOffset + (8 * index);
}
