using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>
/// Scripts that reach for the host. Each exits with status 0 when it gets there, and each is run twice: with containment
/// it must fail, without it must succeed, so that its failure is worth something.
/// </summary>
public class ContainmentTests : SandboxTest, IClassFixture<AttackProgram>
{
    public ContainmentTests(AttackProgram attack)
    {
        File.Copy(attack.Path, Root.In("bin/attack"));
    }

    public static TheoryData<string> Scripts =>
    [
        // The host's disk, by a node of one's own: in the image and in /dev.
        "rm -f /tmp/disk; mknod /tmp/disk b $(cat /sys/block/*/dev | head -n1 | tr : ' ') && head -c 512 /tmp/disk > /dev/null",
        "mknod /dev/disk b $(cat /sys/block/*/dev | head -n1 | tr : ' ') && head -c 512 /dev/disk > /dev/null",

        // The kernel's memory and its log.
        "head -c 1 /proc/kallsyms > /dev/null",
        "dmesg | head -n 1 > /dev/null && dmesg > /dev/null",

        // The kernel's settings; what is written is what was there.
        "v=$(cat /proc/sys/vm/swappiness) && echo $v > /proc/sys/vm/swappiness",
        "v=$(cat /proc/sys/kernel/core_pattern) && echo \"$v\" > /proc/sys/kernel/core_pattern",
        "f=$(ls /sys/block/*/queue/read_ahead_kb | head -n1) && v=$(cat $f) && echo $v > $f",

        // Mounts.
        "mount -t tmpfs none /tmp",
        "umount -l /proc",
        "unshare -m true",
        "unshare -n true",
    ];

    public static TheoryData<string> SystemCalls =>
    [
        "ptrace", "clone", "tiocsti", "audit", "unshare", "reboot", "init_module", "finit_module",
        "delete_module", "kexec_load", "mount", "umount2", "pivot_root", "open_tree", "move_mount", "fsopen", "fsmount",
        "mount_setattr", "setns", "bpf", "perf_event_open", "keyctl", "add_key", "request_key", "swapon", "settimeofday",
        "clock_settime", "adjtimex", "syslog", "acct", "quotactl", "open_by_handle_at", "process_vm_readv", "kcmp",
        "userfaultfd", "io_uring_setup", "fanotify_init", "personality", "prlimit",
    ];

    private SandboxSettings Uncontained => Settings with { Contained = false };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Holds_AScript(string script)
    {
        await AssertFailsAsync(Settings, script);
        await AssertSucceedsAsync(Uncontained, script);
    }

    [Theory]
    [MemberData(nameof(SystemCalls))]
    public async Task Denies_ASystemCall(string name)
    {
        await AssertFailsAsync(Settings, $"exec attack {name}", exitCode: 1);

        // Libraries try audit at every login, and continue without it.
        Assert.Equal(name != "audit", Log.Text.Contains("sandbox policy: ", StringComparison.Ordinal));
        await AssertSucceedsAsync(Uncontained, $"exec attack {name}");
    }

    [Fact]
    public async Task RequiredContainment_StartsNothingThatLacksAProtection()
    {
        var settings = Settings with { Network = new NetworkSettings(SandboxNetwork.Host) { DeniedPorts = [1] } };
        var tolerant = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: Ids);
        List<ContainmentGap> gaps;
        await using (var sandbox = await tolerant.StartAsync(settings, Cancelled))
        {
            gaps = [.. tolerant.Gaps, .. sandbox.Gaps];
        }

        var strict = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, requiresContainment: true, ids: Ids);
        if (gaps.Count == 0)
        {
            await using var sandbox = await strict.StartAsync(settings, Cancelled);
            return;
        }

        var failure = await Assert.ThrowsAsync<SandboxException>(() => strict.StartAsync(settings, Cancelled));
        Assert.StartsWith("this machine cannot contain builds: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(gaps, gap => failure.Message.Contains(gap.Reason.TrimEnd('.'), StringComparison.Ordinal));
        Assert.EndsWith("-requireContainment=false", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denies_ASystemCallOfTheOtherArchitecture()
    {
        await AssertFailsAsync(Settings, "exec attack compat_mount", exitCode: 1);

        // A kernel without such calls denies it to all programs; then there is nothing that the sandbox adds.
        if (await RunOnHostAsync(Root.In("bin/attack"), "compat_getpid") == 0)
        {
            await AssertSucceedsAsync(Uncontained, "exec attack compat_mount");
        }
        else
        {
            await AssertFailsAsync(Uncontained, "exec attack compat_mount", exitCode: 1);
        }
    }

    [Fact]
    public async Task Holds_AWriteToTheSysRqTrigger()
    {
        Assert.SkipUnless(File.Exists("/proc/sysrq-trigger"), "This kernel has no SysRq.");

        // "h" prints a help text to the kernel's log.
        await AssertFailsAsync(Settings, "echo h > /proc/sysrq-trigger");
        await AssertSucceedsAsync(Uncontained, "echo h > /proc/sysrq-trigger");
    }

    [Fact]
    public async Task Proc_CanOnlyBeRead_BelowProcessesToo()
    {
        // What others share is below /proc/net, which leads there; which files there can be written to, differs.
        await AssertFailsAsync(Settings, "echo x > /proc/self/comm");
        await AssertSucceedsAsync(Uncontained, "echo x > /proc/self/comm");
        var printed = await PrintedByAsync("cat /proc/self/oom_score_adj; echo to-error > /proc/self/fd/2");
        Assert.EndsWith("500\nto-error\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holds_AnEscapeFromTheRoot()
    {
        var secret = Path.GetTempFileName();
        try
        {
            await AssertFailsAsync(Settings, $"attack escape {secret}");

            // What a plain chroot is worth: the same program, in the same root.
            Assert.Equal(0, await RunOnHostAsync("/bin/busybox", "chroot", Root.Path, "/bin/attack", "escape", secret));
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task Process1_GivesNothingAway()
    {
        // Its root and its files are readable, or nothing is; there is nothing in either.
        var printed = await PrintedByAsync(
            """
            ls -A /proc/1/root /proc/1/fd 2> /dev/null | grep -v '^/proc' | grep .
            cat /proc/1/environ 2> /dev/null
            (exec 3<> /proc/1/exe) 2> /dev/null && echo writable
            (exec 3<> /proc/1/mem && printf x >&3) 2> /dev/null && echo memory
            grep '^CapPrm' /proc/1/status
            kill -9 1; echo alive
            """);
        // The capability is CAP_KILL.
        Assert.Equal("CapPrm:\t0000000000000020\nalive\n", printed);
    }

    [Fact]
    public async Task Hides_TheProcessesOfTheHost()
    {
        using var victim = Process.Start("/bin/busybox", ["sleep", "1000"]);
        try
        {
            var script = $"kill -0 {victim.Id.ToString(CultureInfo.InvariantCulture)}";
            await AssertFailsAsync(Settings, script);
            Assert.Equal(0, await RunOnHostAsync("/bin/busybox", "sh", "-c", script));
            Assert.False(victim.HasExited);
        }
        finally
        {
            victim.Kill();
        }
    }

    [Fact]
    public async Task Hides_TheSharedMemoryOfTheHost()
    {
        var key = Random.Shared.Next(1, int.MaxValue).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(0, await RunOnHostAsync(Root.In("bin/attack"), "make-memory", key));
        try
        {
            await AssertFailsAsync(Settings, $"attack memory {key}");
            Assert.Equal(0, await RunOnHostAsync(Root.In("bin/attack"), "memory", key));
        }
        finally
        {
            await RunOnHostAsync(Root.In("bin/attack"), "remove-memory", key);
        }
    }

    [Fact]
    public async Task Denies_AbstractSocketsOfTheHost()
    {
        var name = "imaginator-" + Guid.NewGuid();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen();
        await AssertFailsAsync(Settings, $"attack abstract {name}");
        await AssertSucceedsAsync(Uncontained, $"attack abstract {name}");
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp6")]
    [InlineData("fastopen")]
    [InlineData("mptcp")]
    public async Task Denies_ThePortsOfTheDaemon(string attack)
    {
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var script = $"attack {attack} {port.ToString(CultureInfo.InvariantCulture)}";
        await AssertFailsAsync(Settings with { Network = new NetworkSettings(SandboxNetwork.Host) { DeniedPorts = [1, port, 65535] } }, script);
        await AssertSucceedsAsync(Settings with { Network = new NetworkSettings(SandboxNetwork.Host) { DeniedPorts = [1, 65535] } }, script);
    }

    [Fact]
    public async Task WithoutNetwork_ReachesNothingButItself()
    {
        using var listener = Listen();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var isolated = Settings with { Network = new NetworkSettings(SandboxNetwork.None) };
        await AssertFailsAsync(isolated, $"attack tcp {port}");
        await AssertSucceedsAsync(Settings, $"attack tcp {port}");
        await AssertSucceedsAsync(isolated, "(echo hello | nc -l -p 4711 &) ; until attack tcp 4711 2> /dev/null; do :; done");
    }

    [Fact]
    public async Task Lets_PackagesDoWhatTheyNeed()
    {
        await File.WriteAllTextAsync(Root.In("etc/passwd"), "root::0:0::/:/bin/sh\nbuilder::1000:1000::/:/bin/sh\n", Cancelled);
        await File.WriteAllTextAsync(Root.In("etc/group"), "root::0:\nbuilder::1000:\n", Cancelled);
        var printed = await PrintedByAsync(
            """
            set -e
            su builder -c 'id -u; echo > /dev/null; head -c 1 /dev/zero | wc -c; ! (echo > /etc/file) 2> /dev/null'
            mkdir /var/lib; echo x > /var/lib/file; chown 1000:1000 /var/lib/file; chmod 4755 /var/lib/file
            mknod /var/lib/null c 1 3; mkfifo /var/lib/fifo; ln /var/lib/file /var/lib/link
            stat -c '%a %u %F' /var/lib/file /var/lib/null
            chroot / true
            chmod 600 /dev/null; chmod 666 /dev/null
            echo shared > /dev/shm/file; cat /dev/shm/file; ls -d /dev/pts/ptmx; cat /proc/sys/kernel/ostype; ls /sys/class > /dev/null
            echo to-error > /dev/stderr
            """);
        Assert.Equal(
            "1000\n1\n4755 1000 regular file\n644 0 character special file\nshared\n/dev/pts/ptmx\nLinux\nto-error\n", printed);
    }

    [Fact]
    public async Task Runs_SetUidPrograms()
    {
        await File.WriteAllTextAsync(Root.In("etc/passwd"), "root::0:0::/:/bin/sh\nbuilder::1000:1000::/:/bin/sh\n", Cancelled);
        var printed = await PrintedByAsync(
            "cp /bin/attack /bin/setuid; chmod 4755 /bin/setuid; su builder -c 'grep Uid /proc/self/status; setuid uid'");
        Assert.Equal("Uid:\t1000\t1000\t1000\t1000\n0\n", printed);
    }

    [Fact]
    public async Task Kills_WhatACommandLeavesBehindAsAnotherUser()
    {
        await File.WriteAllTextAsync(Root.In("etc/passwd"), "root::0:0::/:/bin/sh\nwww::33:33::/:/bin/sh\n", Cancelled);
        await using var sandbox = await StartAsync();

        // The command ends when the other process has changed its user.
        var first = await sandbox.RunAsync(
            Shell(
                "mkfifo /tmp/begun; chmod 666 /tmp/begun; setsid su www -c 'id -u > /tmp/begun; exec sleep 1000' & read user < /tmp/begun; echo $user",
                TimeSpan.FromMinutes(2)),
            Log,
            Cancelled);
        Assert.True(first.Succeeded, $"{first.Describe()}: {Log.Text}");
        Assert.InRange(first.LeftOverProcesses, 1, 2);
        await sandbox.RunAsync(Shell("ps -o args | grep -c '[s]leep 1000'"), Log, Cancelled);
        Assert.Equal("33\n0\n", Log.Text);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task<int> RunOnHostAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode;
    }

    private async Task AssertFailsAsync(SandboxSettings settings, string script, int? exitCode = null)
    {
        var result = await RunAsync(script, settings);
        Assert.True(result.ExitCode is > 0 && (exitCode ?? result.ExitCode) == result.ExitCode, $"{result.Describe()}: {Log.Text}");
    }

    private async Task AssertSucceedsAsync(SandboxSettings settings, string script)
    {
        var result = await RunAsync(script, settings);
        Assert.True(result.Succeeded, $"{result.Describe()}: {Log.Text}");
    }
}
