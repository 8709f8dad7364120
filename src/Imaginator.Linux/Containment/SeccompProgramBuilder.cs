using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Assembles the filter: for each architecture, a section that allows all calls except the denied ones. The kernel
/// caches the numbers that are always allowed, so the length of the program has almost no cost.
/// </summary>
internal sealed class SeccompProgramBuilder
{
    // struct seccomp_data: number 4, architecture 4, instruction pointer 8, six arguments of 8 bytes.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    // Namespaces: mount, cgroup, UTS, IPC, user, PID, network. In clone, the time namespace has no flag.
    private const uint CloneNamespaces = 0x7E020000;
    private const uint UnshareNamespaces = CloneNamespaces | 0x80;

    // Numbers with this bit belong to the x32 interface, which has separate numbers and is unused.
    private const uint X32Bit = 0x40000000;

    private const uint TypeIntoTerminal = 0x5412; // TIOCSTI
    private const uint TypeIntoConsole = 0x541C; // TIOCLINUX
    private const uint NetlinkFamily = 16; // AF_NETLINK
    private const uint HypervisorFamily = 40; // AF_VSOCK
    private const uint AuditProtocol = 9; // NETLINK_AUDIT
    private const uint FamilyNotSupported = 97; // EAFNOSUPPORT: what programs expect of a kernel without it

    private const uint NoError = 0; // the call succeeds without being made

    private readonly List<ulong> _program = [];

    /// <summary>Assembles the filter for this machine.</summary>
    /// <param name="skipsFlushes">Whether <see cref="FlushCalls"/> succeed without being executed.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static ImmutableArray<ulong> Build(bool denies, bool skipsFlushes)
    {
        FilteredArchitecture[] architectures = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => [FilteredArchitecture.X64, FilteredArchitecture.X86],
            Architecture.Arm64 => [FilteredArchitecture.Arm64],
            var other => throw new PlatformNotSupportedException($"no system call filter for {other}"),
        };
        return Build(denies, skipsFlushes, architectures);
    }

    internal static ImmutableArray<ulong> Build(
        bool denies, bool skipsFlushes, params ReadOnlySpan<FilteredArchitecture> architectures)
    {
        var builder = new SeccompProgramBuilder();
        builder.Add(Bpf.Load(ArchitectureOffset));
        foreach (var architecture in architectures)
        {
            var section = new SeccompProgramBuilder();
            section.AddSection(denies, skipsFlushes, architecture);
            builder.Add(Bpf.IfEqual(KernelName(architecture), skipOtherwise: 0, skip: 1));
            builder.Add(Bpf.Skip((uint)section._program.Count));
            builder._program.AddRange(section._program);
        }

        // An architecture without a separate table: 32-bit programs on arm64.
        builder.Add(denies ? Bpf.Fail((uint)Errno.EPERM) : Bpf.Allow);
        return [.. builder._program];
    }

    private static uint KernelName(FilteredArchitecture architecture) => architecture switch
    {
        FilteredArchitecture.X64 => 0xC000003E, // AUDIT_ARCH_X86_64
        FilteredArchitecture.X86 => 0x40000003, // AUDIT_ARCH_I386
        _ => 0xC00000B7, // AUDIT_ARCH_AARCH64
    };

    private void AddSection(bool denies, bool skipsFlushes, FilteredArchitecture architecture)
    {
        Add(Bpf.Load(NumberOffset));
        if (skipsFlushes)
        {
            foreach (var call in FlushCalls.All)
            {
                OnCall(call, architecture, Bpf.Fail(NoError));
            }
        }

        if (denies)
        {
            AddDenied(architecture);
        }

        Add(Bpf.Allow);
    }

    private void AddDenied(FilteredArchitecture architecture)
    {
        if (architecture == FilteredArchitecture.X64)
        {
            Add(Bpf.IfAtLeast(X32Bit, skipOtherwise: 1));
            Add(Bpf.Fail((uint)Errno.ENOSYS));
        }

        foreach (var call in DeniedSystemCalls.All)
        {
            OnCall(call, architecture, Bpf.Fail((uint)Errno.EPERM));
        }

        OnCall(DeniedSystemCalls.Clone3, architecture, Bpf.Fail((uint)Errno.ENOSYS));
        OnCall(DeniedSystemCalls.Clone, architecture, FailOnFlags(CloneNamespaces));
        OnCall(DeniedSystemCalls.Unshare, architecture, FailOnFlags(UnshareNamespaces));
        OnCall(
            DeniedSystemCalls.Ioctl,
            architecture,
            Bpf.Load(Argument(1)),
            Bpf.IfEqual(TypeIntoTerminal, skipOtherwise: 1),
            Bpf.Fail((uint)Errno.EPERM),
            Bpf.IfEqual(TypeIntoConsole, skipOtherwise: 1),
            Bpf.Fail((uint)Errno.EPERM),
            Bpf.Allow);
        OnCall(
            DeniedSystemCalls.Socket,
            architecture,
            Bpf.Load(Argument(0)),
            Bpf.IfEqual(HypervisorFamily, skipOtherwise: 1),
            Bpf.Fail(FamilyNotSupported),
            Bpf.IfEqual(NetlinkFamily, skipOtherwise: 3),
            Bpf.Load(Argument(2)),
            Bpf.IfEqual(AuditProtocol, skipOtherwise: 1),
            Bpf.Fail(FamilyNotSupported),
            Bpf.Allow);
    }

    private static ulong[] FailOnFlags(uint flags) =>
        [Bpf.Load(Argument(0)), Bpf.IfAnyBit(flags, skipOtherwise: 1), Bpf.Fail((uint)Errno.EPERM), Bpf.Allow];

    /// <summary>
    /// Gets the offset of the low half of an argument. The kernel ignores the high halves of the arguments that this
    /// filter checks.
    /// </summary>
    private static uint Argument(uint index) => ArgumentsOffset + (8 * index);

    private void OnCall(DeniedSystemCall call, FilteredArchitecture architecture, params ReadOnlySpan<ulong> body)
    {
        if (call.NumberOn(architecture) is { } number)
        {
            Add(Bpf.IfEqual((uint)number, skipOtherwise: (byte)body.Length));
            _program.AddRange(body);
        }
    }

    private void Add(ulong instruction) => _program.Add(instruction);
}
