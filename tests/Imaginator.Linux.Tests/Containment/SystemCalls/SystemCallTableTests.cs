using System.Globalization;
using System.Text.RegularExpressions;
using Imaginator.Linux.Containment.SystemCalls;

namespace Imaginator.Linux.Tests.Containment.SystemCalls;

/// <summary>The tables against the kernel's own headers (package linux-libc-dev).</summary>
public sealed partial class SystemCallTableTests
{
    private const string X64Header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";
    private const string X86Header = "/usr/include/x86_64-linux-gnu/asm/unistd_32.h";
    private const string GenericHeader = "/usr/include/asm-generic/unistd.h";

    /// <summary>The last call that the tables contain. Headers of later kernels have more: unknown calls do not exist.</summary>
    private const int Newest = 470;

    /// <summary>Numbers of the generic table that arm64 does not use: reserved ones, and times of 64 bits on 32-bit machines.</summary>
    private static bool IsUnusedOnArm64(int number) => number is (>= 244 and < 260) or (>= 403 and < 424);

    public static TheoryData<string> DangerousCalls =>
    [
        "mount", "umount", "umount2", "pivot_root", "open_tree", "open_tree_attr", "move_mount", "fsopen", "fsconfig", "fsmount",
        "fspick", "mount_setattr", "setns", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "bpf",
        "perf_event_open", "syslog", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "reboot", "swapon",
        "swapoff", "acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "iopl", "ioperm",
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "add_key", "request_key",
        "keyctl", "open_by_handle_at", "fanotify_init",
    ];

    [Theory]
    [InlineData(X64Header, (uint)FilteredArchitecture.X64)]
    [InlineData(X86Header, (uint)FilteredArchitecture.X86)]
    [InlineData(GenericHeader, (uint)FilteredArchitecture.Arm64)]
    public void Every_CallOfTheKernelIsClassified(string header, uint kernelName)
    {
        var architecture = (FilteredArchitecture)kernelName;
        Assert.SkipUnless(File.Exists(header), $"{header} is missing.");
        var known = SystemCallTable.All
            .Where(call => call.NumberOn(architecture) is not null)
            .ToDictionary(call => call.NumberOn(architecture)!.Value, call => call.Name);
        var calls = Definition().Matches(File.ReadAllText(header))
            .Select(match => (Name: match.Groups["name"].Value, Number: int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)))
            .Where(call => call.Number <= Newest && call.Name is not ("syscalls" or "sync_file_range2"))
            .Where(call => architecture != FilteredArchitecture.Arm64 || !IsUnusedOnArm64(call.Number))
            .ToArray();

        Assert.InRange(calls.Length, 280, 500);
        Assert.All(calls, call => Assert.Equal(call.Name == "fstatat" ? "newfstatat" : call.Name, known.GetValueOrDefault(call.Number)));
    }

    [Fact]
    public void Every_CallIsInOneGroup() =>
        Assert.Empty(SystemCallTable.All.GroupBy(call => call.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));

    [Theory]
    [MemberData(nameof(DangerousCalls))]
    public void Dangerous_CallsAreDenied(string name) => Assert.Contains(DeniedCalls.All, call => call.Name == name);

    [Fact]
    public void Names_AreThoseOfTheArchitecture()
    {
        Assert.Equal("mount", SystemCallTable.NameOf(FilteredArchitecture.X64, 165));
        Assert.Equal("mount", SystemCallTable.NameOf(FilteredArchitecture.X86, 21));
        Assert.Equal("mount", SystemCallTable.NameOf(FilteredArchitecture.Arm64, 40));
        Assert.Equal("system call 9999", SystemCallTable.NameOf(FilteredArchitecture.X64, 9999));
    }

    [GeneratedRegex(@"^#define __NR(3264)?_(?<name>\w+)\s+(?<number>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Definition();
}
