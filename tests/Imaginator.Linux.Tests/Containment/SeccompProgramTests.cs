using System.Collections.Immutable;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Containment.SystemCalls;

namespace Imaginator.Linux.Tests.Containment;

/// <summary>The filter for architectures that this machine may not be; whether the kernel accepts it, the tests of the sandbox show.</summary>
public sealed class SeccompProgramTests
{
    private const uint X64 = (uint)FilteredArchitecture.X64;
    private const uint X86 = (uint)FilteredArchitecture.X86;
    private const uint Arm64 = (uint)FilteredArchitecture.Arm64;
    private const uint Arm = 0x40000028;
    private const int Skipped = 0;
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;
    private const int NoSuchFamily = 97;
    private const int Allowed = FilterMachine.Allowed;
    private const int Notified = FilterMachine.Notified;

    private static readonly ImmutableArray<ulong> OnX64 =
        SeccompProgramBuilder.Build(denies: true, skipsFlushes: false, permitsMounts: false, FilteredArchitecture.X64, FilteredArchitecture.X86);

    private static readonly ImmutableArray<ulong> OnArm64 = SeccompProgramBuilder.Build(denies: true, skipsFlushes: false, permitsMounts: false, FilteredArchitecture.Arm64);

    private static readonly ImmutableArray<ulong> ForBootstrapOnX64 =
        SeccompProgramBuilder.Build(denies: true, skipsFlushes: true, permitsMounts: true, FilteredArchitecture.X64, FilteredArchitecture.X86);

    private static readonly ImmutableArray<ulong> ForBootstrapOnArm64 =
        SeccompProgramBuilder.Build(denies: true, skipsFlushes: true, permitsMounts: true, FilteredArchitecture.Arm64);

    private static readonly uint[] Architectures = [X64, X86, Arm64];

    [Theory]
    [InlineData(X64, 165, Notified)] // mount
    [InlineData(X64, 101, Notified)] // ptrace
    [InlineData(X64, 169, Notified)] // reboot
    [InlineData(X64, 435, NoSuchCall)] // clone3
    [InlineData(X64, 0x40000000 + 1, NoSuchCall)] // write of x32
    [InlineData(X64, 0xFFFFFFFF, NoSuchCall)]
    [InlineData(X64, 59, Allowed)] // execve
    [InlineData(X64, 0, Allowed)] // read
    [InlineData(X64, 452, Allowed)] // fchmodat2
    [InlineData(X64, 21, Allowed)] // access; mount on i386
    [InlineData(X86, 0, Allowed)] // restart_syscall
    [InlineData(X86, 21, Notified)] // mount
    [InlineData(X86, 26, Notified)] // ptrace
    [InlineData(X86, 22, Notified)] // umount
    [InlineData(X86, 435, NoSuchCall)] // clone3
    [InlineData(X86, 11, Allowed)] // execve
    [InlineData(X86, 102, Allowed)] // socketcall
    [InlineData(X86, 165, Allowed)] // getresuid; mount on x86-64
    [InlineData(Arm, 1, NotPermitted)] // anything of an unknown architecture
    public void Decides_OnX64(uint architecture, uint number, int expected) =>
        Assert.Equal(expected, FilterMachine.Decide(OnX64, architecture, number));

    [Theory]
    [InlineData(Arm64, 40, Notified)] // mount
    [InlineData(Arm64, 117, Notified)] // ptrace
    [InlineData(Arm64, 142, Notified)] // reboot
    [InlineData(Arm64, 435, NoSuchCall)] // clone3
    [InlineData(Arm64, 221, Allowed)] // execve
    [InlineData(Arm64, 64, Allowed)] // write
    [InlineData(Arm, 1, NotPermitted)] // 32-bit programs
    [InlineData(X64, 1, NotPermitted)]
    public void Decides_OnArm64(uint architecture, uint number, int expected) =>
        Assert.Equal(expected, FilterMachine.Decide(OnArm64, architecture, number));

    [Fact]
    public void Calls_OutsideTheTables_DoNotExist()
    {
        foreach (var architecture in Architectures)
        {
            var known = SystemCallTable.All.Select(call => call.NumberOn((FilteredArchitecture)architecture)).OfType<int>().ToHashSet();
            Assert.All(
                Enumerable.Range(0, 1100).Where(number => !known.Contains(number)),
                number => Assert.Equal(NoSuchCall, Decide(architecture, (uint)number)));
        }
    }

    [Fact]
    public void Groups_AreTreatedAsTheyAreNamed()
    {
        foreach (var architecture in Architectures)
        {
            AssertAll(SystemCallTable.Allowed, Allowed);
            AssertAll(FlushCalls.All, Allowed);
            AssertAll(DeniedCalls.All, Notified);
            AssertAll(UnavailableCalls.All, NoSuchCall);

            void AssertAll(ImmutableArray<SystemCall> calls, int expected) => Assert.All(
                calls.Where(call => call.NumberOn((FilteredArchitecture)architecture) is not null),
                call => Assert.Equal(expected, Decide(architecture, (uint)call.NumberOn((FilteredArchitecture)architecture)!)));
        }
    }

    [Theory]
    [InlineData(X64, 74, Skipped)] // fsync
    [InlineData(X64, 26, Skipped)] // msync; ptrace on i386
    [InlineData(X86, 118, Skipped)] // fsync
    [InlineData(X86, 36, Skipped)] // sync
    [InlineData(Arm64, 267, Skipped)] // syncfs
    [InlineData(X64, 118, Allowed)] // getresgid; fsync on i386
    [InlineData(X64, 165, Allowed)] // mount
    [InlineData(X64, 9999, Allowed)] // a call of a later kernel
    [InlineData(Arm, 1, Allowed)] // anything of an unknown architecture
    public void WithoutFlushes_OnlyFlushesAreSkipped(uint architecture, uint number, int expected) =>
        Assert.Equal(
            expected,
            FilterMachine.Decide(
                architecture == Arm64
                    ? SeccompProgramBuilder.Build(denies: false, skipsFlushes: true, permitsMounts: false, FilteredArchitecture.Arm64)
                    : SeccompProgramBuilder.Build(
                        denies: false, skipsFlushes: true, permitsMounts: false, FilteredArchitecture.X64, FilteredArchitecture.X86),
                architecture,
                number));

    [Theory]
    [InlineData(74, Skipped)] // fsync
    [InlineData(165, Notified)] // mount
    [InlineData(59, Allowed)] // execve
    public void ThatAlsoSkipsFlushes_StillDenies(uint number, int expected) =>
        Assert.Equal(
            expected,
            FilterMachine.Decide(
                SeccompProgramBuilder.Build(denies: true, skipsFlushes: true, permitsMounts: false, FilteredArchitecture.X64), X64, number));

    [Theory]
    [InlineData(X64, 56u, 272u)]
    [InlineData(X86, 120u, 310u)]
    [InlineData(Arm64, 220u, 97u)]
    public void ForBootstrap_MountsAndNamespacesAreAllowed(uint architecture, uint clone, uint unshare)
    {
        AssertForBootstrap(DeniedCalls.Namespaces, architecture, Allowed);
        Assert.Equal(Allowed, FilterMachine.Decide(ForBootstrap(architecture), architecture, clone, 0x10000000 | 17)); // CLONE_NEWUSER
        Assert.Equal(Allowed, FilterMachine.Decide(ForBootstrap(architecture), architecture, unshare, 0x20000)); // CLONE_NEWNS
    }

    [Theory]
    [InlineData(X64, 259u, 16u)]
    [InlineData(X86, 297u, 54u)]
    [InlineData(Arm64, 33u, 29u)]
    public void ForBootstrap_EverythingElseIsAsInBuilds(uint architecture, uint makeNode, uint ioctl)
    {
        AssertForBootstrap(SystemCallTable.Allowed, architecture, Allowed);
        AssertForBootstrap(DeniedCalls.Others, architecture, Notified);
        AssertForBootstrap(UnavailableCalls.All, architecture, NoSuchCall);
        AssertForBootstrap(FlushCalls.All, architecture, Skipped);
        Assert.Equal(Notified, FilterMachine.Decide(ForBootstrap(architecture), architecture, makeNode, 3, 0x1000, 0x61A4, 0x800));
        Assert.Equal(Notified, FilterMachine.Decide(ForBootstrap(architecture), architecture, ioctl, 0, 0x5412)); // TIOCSTI
        Assert.Equal(NoSuchCall, FilterMachine.Decide(ForBootstrap(architecture), architecture, 9999));
        Assert.Equal(NotPermitted, FilterMachine.Decide(ForBootstrap(architecture), Arm, 1));
    }

    [Theory]
    [InlineData(X64, 56u)]
    [InlineData(X86, 120u)]
    [InlineData(Arm64, 220u)]
    public void Clone_MakesProcessesAndThreadsButNoNamespaces(uint architecture, uint clone)
    {
        Assert.Equal(Allowed, Decide(architecture, clone, 17)); // fork
        Assert.Equal(Allowed, Decide(architecture, clone, 0x3D0F00)); // pthread_create
        foreach (var flag in new ulong[] { 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000 })
        {
            Assert.Equal(Notified, Decide(architecture, clone, flag | 17));
        }
    }

    [Theory]
    [InlineData(X64, 272u)]
    [InlineData(X86, 310u)]
    [InlineData(Arm64, 97u)]
    public void Unshare_MakesNoNamespaces(uint architecture, uint unshare)
    {
        Assert.Equal(Allowed, Decide(architecture, unshare, 0x200)); // CLONE_FS
        Assert.Equal(Notified, Decide(architecture, unshare, 0x80)); // CLONE_NEWTIME
        Assert.Equal(Notified, Decide(architecture, unshare, 0x10000000)); // CLONE_NEWUSER
    }

    [Theory]
    [InlineData(X64, 41u, 53u)]
    [InlineData(X86, 359u, 360u)]
    [InlineData(Arm64, 198u, 199u)]
    public void Sockets_AreLocalOrInternet(uint architecture, uint socket, uint pair)
    {
        foreach (var family in new ulong[] { 1, 2, 10 })
        {
            Assert.Equal(Allowed, Decide(architecture, socket, family, 1, 0));
            Assert.Equal(Allowed, Decide(architecture, pair, family, 1, 0));
        }

        foreach (var family in new ulong[] { 3, 9, 15, 17, 21, 29, 30, 31, 38, 40, 44, 45, 100 })
        {
            Assert.Equal(Notified, Decide(architecture, socket, family, 1, 0));
            Assert.Equal(Notified, Decide(architecture, pair, family, 1, 0));
        }

        Assert.Equal(Allowed, Decide(architecture, socket, 2, 3, 9)); // protocol 9 of another family
        Assert.Equal(Allowed, Decide(architecture, socket, 16, 3, 0)); // route netlink
        Assert.Equal(NoSuchFamily, Decide(architecture, socket, 16, 3, 9)); // audit netlink
        Assert.Equal(NoSuchFamily, Decide(architecture, socket, 16, 3, 12)); // netfilter
        Assert.Equal(NoSuchFamily, Decide(architecture, socket, 16, 3, 6)); // IPsec
    }

    [Theory]
    [InlineData(X64, 16u)]
    [InlineData(X86, 54u)]
    [InlineData(Arm64, 29u)]
    public void Terminals_AreUsableButNotInjectable(uint architecture, uint ioctl)
    {
        Assert.Equal(Allowed, Decide(architecture, ioctl, 0, 0x5401)); // TCGETS
        Assert.Equal(Notified, Decide(architecture, ioctl, 0, 0x5412)); // TIOCSTI
        Assert.Equal(Notified, Decide(architecture, ioctl, 0, 0xFFFFFFFF00005412)); // the kernel drops the high half
        Assert.Equal(Notified, Decide(architecture, ioctl, 0, 0x541C)); // TIOCLINUX
        Assert.Equal(Notified, Decide(architecture, ioctl, 0, 0x5423)); // TIOCSETD
    }

    [Theory]
    [InlineData(X64, 135u)]
    [InlineData(X86, 136u)]
    [InlineData(Arm64, 92u)]
    public void Personality_IsLinux(uint architecture, uint personality)
    {
        foreach (var allowed in new ulong[] { 0, 8, 0xFFFFFFFF, 0x40000, 0x20008, 0x8000008, 0x400000 })
        {
            Assert.Equal(Allowed, Decide(architecture, personality, allowed));
        }

        foreach (var denied in new ulong[] { 0x100000, 0x1000000, 1, 6, 0x80000000 })
        {
            Assert.Equal(Notified, Decide(architecture, personality, denied));
        }
    }

    [Theory]
    [InlineData(X64, 302u)]
    [InlineData(X86, 340u)]
    [InlineData(Arm64, 261u)]
    public void Limits_OfTheSandboxsOwnProcesses_CanOnlyBeRead(uint architecture, uint limit)
    {
        Assert.Equal(Allowed, Decide(architecture, limit, 0, 7, 0x1000));
        Assert.Equal(Allowed, Decide(architecture, limit, 3, 7, 0x1000));
        foreach (var process in new ulong[] { 1, 2 })
        {
            Assert.Equal(Allowed, Decide(architecture, limit, process, 7, 0, 0x1000));
            Assert.Equal(Notified, Decide(architecture, limit, process, 7, 0x1000));
            Assert.Equal(Notified, Decide(architecture, limit, process, 7, 0x100000000));
        }
    }

    [Theory]
    [InlineData(X64, 133u, false)]
    [InlineData(X64, 259u, true)]
    [InlineData(X86, 14u, false)]
    [InlineData(X86, 297u, true)]
    [InlineData(Arm64, 33u, true)]
    public void Nodes_OfDevices_AreMadeByTheSupervisor(uint architecture, uint make, bool hasDirectory)
    {
        Assert.Equal(Notified, Make(0x21A4, 0x103)); // a character device
        Assert.Equal(Notified, Make(0x61A4, 0x800)); // a block device
        Assert.Equal(Notified, Make(0x6000, 0));
        Assert.Equal(Notified, Make(0xFFFFFFFF000021A4, 0x103)); // the kernel drops the high half
        Assert.Equal(Notified, Make(0x121A4, 0x103));
        Assert.Equal(Allowed, Make(0x2000, 0)); // a mark of a removed file in overlays
        Assert.Equal(Allowed, Make(0x11A4, 0)); // a FIFO
        Assert.Equal(Allowed, Make(0xC1A4, 0x103)); // a socket
        Assert.Equal(Allowed, Make(0x81A4, 0x103)); // a regular file

        int Make(ulong mode, ulong device) => hasDirectory
            ? Decide(architecture, make, unchecked((ulong)-100), 0x1000, mode, device)
            : Decide(architecture, make, 0x1000, mode, device);
    }

    [Fact]
    public void Programs_AreShortEnoughForTheKernel()
    {
        Assert.InRange(OnX64.Length, 100, 4096);
        Assert.InRange(OnArm64.Length, 100, 4096);
    }

    [Fact]
    public void Decisions_RequireFewInstructions()
    {
        foreach (var architecture in Architectures)
        {
            Assert.All(Enumerable.Range(0, 600), number =>
            {
                FilterMachine.Run(ProgramFor(architecture), architecture, (uint)number, out var steps);
                Assert.InRange(steps, 1, 40);
            });
        }
    }

    private static int Decide(uint architecture, uint number, params ReadOnlySpan<ulong> arguments) =>
        FilterMachine.Decide(ProgramFor(architecture), architecture, number, arguments);

    private static ImmutableArray<ulong> ForBootstrap(uint architecture) => architecture == Arm64 ? ForBootstrapOnArm64 : ForBootstrapOnX64;

    private static void AssertForBootstrap(ImmutableArray<SystemCall> calls, uint architecture, int expected) => Assert.All(
        calls.Select(call => call.NumberOn((FilteredArchitecture)architecture)).OfType<int>(),
        number => Assert.Equal(expected, FilterMachine.Decide(ForBootstrap(architecture), architecture, (uint)number)));

    private static ImmutableArray<ulong> ProgramFor(uint architecture) => architecture == Arm64 ? OnArm64 : OnX64;
}
