using System.Collections.Immutable;
using Imaginator.Linux.Containment;

namespace Imaginator.Linux.Tests.Containment;

/// <summary>The filter for architectures that this machine may not be; whether the kernel takes it, the sandbox's tests show.</summary>
public sealed class SeccompProgramTests
{
    private const uint X64 = 0xC000003E;
    private const uint X86 = 0x40000003;
    private const uint Arm64 = 0xC00000B7;
    private const uint Arm = 0x40000028;
    private const int Skipped = 0;
    private const int Denied = 1;
    private const int NoSuchCall = 38;
    private const int NoSuchFamily = 97;

    private static readonly ImmutableArray<ulong> OnX64 =
        SeccompProgramBuilder.Build(denies: true, skipsFlushes: false, FilteredArchitecture.X64, FilteredArchitecture.X86);

    private static readonly ImmutableArray<ulong> OnArm64 = SeccompProgramBuilder.Build(denies: true, skipsFlushes: false, FilteredArchitecture.Arm64);

    [Theory]
    [InlineData(X64, 165, Denied)] // mount
    [InlineData(X64, 101, Denied)] // ptrace
    [InlineData(X64, 169, Denied)] // reboot
    [InlineData(X64, 435, NoSuchCall)] // clone3
    [InlineData(X64, 0x40000000 + 1, NoSuchCall)] // write of x32
    [InlineData(X64, 59, FilterMachine.Allowed)] // execve
    [InlineData(X64, 21, FilterMachine.Allowed)] // access; mount on i386
    [InlineData(X86, 21, Denied)] // mount
    [InlineData(X86, 26, Denied)] // ptrace
    [InlineData(X86, 22, Denied)] // umount
    [InlineData(X86, 435, NoSuchCall)] // clone3
    [InlineData(X86, 11, FilterMachine.Allowed)] // execve
    [InlineData(X86, 165, FilterMachine.Allowed)] // getresuid; mount on x86-64
    [InlineData(Arm, 1, Denied)] // anything of an unknown architecture
    public void Decides_OnX64(uint architecture, uint number, int expected) =>
        Assert.Equal(expected, FilterMachine.Decide(OnX64, architecture, number));

    [Theory]
    [InlineData(Arm64, 40, Denied)] // mount
    [InlineData(Arm64, 117, Denied)] // ptrace
    [InlineData(Arm64, 142, Denied)] // reboot
    [InlineData(Arm64, 435, NoSuchCall)] // clone3
    [InlineData(Arm64, 221, FilterMachine.Allowed)] // execve
    [InlineData(Arm64, 64, FilterMachine.Allowed)] // write
    [InlineData(Arm, 1, Denied)] // 32-bit programs
    [InlineData(X64, 1, Denied)]
    public void Decides_OnArm64(uint architecture, uint number, int expected) =>
        Assert.Equal(expected, FilterMachine.Decide(OnArm64, architecture, number));

    [Theory]
    [InlineData(X64, 74, Skipped)] // fsync
    [InlineData(X64, 26, Skipped)] // msync; ptrace on i386
    [InlineData(X86, 118, Skipped)] // fsync
    [InlineData(X86, 36, Skipped)] // sync
    [InlineData(Arm64, 267, Skipped)] // syncfs
    [InlineData(X64, 118, FilterMachine.Allowed)] // getresgid; fsync on i386
    [InlineData(X64, 165, FilterMachine.Allowed)] // mount
    [InlineData(Arm, 1, FilterMachine.Allowed)] // anything of an unknown architecture
    public void WithoutFlushes_OnlyFlushesAreSkipped(uint architecture, uint number, int expected) =>
        Assert.Equal(
            expected,
            FilterMachine.Decide(
                architecture == Arm64
                    ? SeccompProgramBuilder.Build(denies: false, skipsFlushes: true, FilteredArchitecture.Arm64)
                    : SeccompProgramBuilder.Build(
                        denies: false, skipsFlushes: true, FilteredArchitecture.X64, FilteredArchitecture.X86),
                architecture,
                number));

    [Theory]
    [InlineData(74, Skipped)] // fsync
    [InlineData(165, Denied)] // mount
    [InlineData(59, FilterMachine.Allowed)] // execve
    public void ThatAlsoSkipsFlushes_StillDenies(uint number, int expected) =>
        Assert.Equal(
            expected,
            FilterMachine.Decide(
                SeccompProgramBuilder.Build(denies: true, skipsFlushes: true, FilteredArchitecture.X64), X64, number));

    [Theory]
    [InlineData(X64, 56u)]
    [InlineData(X86, 120u)]
    [InlineData(Arm64, 220u)]
    public void Clone_MakesProcessesAndThreadsButNoNamespaces(uint architecture, uint clone)
    {
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, clone, 17)); // fork
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, clone, 0x3D0F00)); // pthread_create
        foreach (var flag in new ulong[] { 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000 })
        {
            Assert.Equal(Denied, Decide(architecture, clone, flag | 17));
        }
    }

    [Theory]
    [InlineData(X64, 272u)]
    [InlineData(X86, 310u)]
    [InlineData(Arm64, 97u)]
    public void Unshare_MakesNoNamespaces(uint architecture, uint unshare)
    {
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, unshare, 0x200)); // CLONE_FS
        Assert.Equal(Denied, Decide(architecture, unshare, 0x80)); // CLONE_NEWTIME
        Assert.Equal(Denied, Decide(architecture, unshare, 0x10000000)); // CLONE_NEWUSER
    }

    [Theory]
    [InlineData(X64, 41u, 16u)]
    [InlineData(X86, 359u, 54u)]
    [InlineData(Arm64, 198u, 29u)]
    public void SocketsAndTerminals_AreUsableButForAFewUses(uint architecture, uint socket, uint ioctl)
    {
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, socket, 2, 1, 0)); // TCP
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, socket, 16, 3, 0)); // route netlink
        Assert.Equal(NoSuchFamily, Decide(architecture, socket, 16, 3, 9)); // audit netlink
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, socket, 2, 3, 9)); // protocol 9 of another family
        Assert.Equal(NoSuchFamily, Decide(architecture, socket, 40, 1, 0)); // vsock
        Assert.Equal(FilterMachine.Allowed, Decide(architecture, ioctl, 0, 0x5401)); // TCGETS
        Assert.Equal(Denied, Decide(architecture, ioctl, 0, 0x5412)); // TIOCSTI
        Assert.Equal(Denied, Decide(architecture, ioctl, 0, 0xFFFFFFFF00005412)); // the kernel drops the high half
        Assert.Equal(Denied, Decide(architecture, ioctl, 0, 0x541C)); // TIOCLINUX
    }

    [Fact]
    public void Programs_AreShortEnoughForTheKernel() => Assert.InRange(OnX64.Length, 100, 4096);

    private static int Decide(uint architecture, uint number, params ReadOnlySpan<ulong> arguments) =>
        FilterMachine.Decide(architecture == Arm64 ? OnArm64 : OnX64, architecture, number, arguments);
}
