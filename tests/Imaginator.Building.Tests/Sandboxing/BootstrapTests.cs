using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Tests.Sandboxing.SystemCalls;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>Tools that create a root from nothing, with the root of this machine.</summary>
public sealed class BootstrapTests : SandboxTest, IClassFixture<AttackProgram>
{
    private const UnixFileMode WritableForEveryUser = (UnixFileMode)0x3FF; // 01777

    public BootstrapTests(AttackProgram attack)
    {
        Directory.CreateDirectory(Tree);
        Directory.CreateDirectory(TemporaryFiles);
        File.SetUnixFileMode(TemporaryFiles, WritableForEveryUser);
        File.SetUnixFileMode(Root.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(attack.Path, Path.Combine(Tree, "attack"));
    }

    private string Tree => Root.In("builds/one/tree");

    private string TemporaryFiles => Root.In("builds/one/tmp");

    private SandboxSettings BootstrapSettings => new()
    {
        RootDirectory = null,
        WritableTree = new WritableTree(Tree, TemporaryFiles, Root.Path),
    };

    [Fact]
    public async Task Bootstrap_ChangesOnlyItsTree()
    {
        using var shared = new TemporaryDirectory("/var/lib");
        File.SetUnixFileMode(shared.FullName, WritableForEveryUser);
        await File.WriteAllTextAsync(Root.In("secret"), "secret", Cancelled);
        var name = "imaginator-" + Guid.NewGuid();
        var printed = await PrintedByBootstrapAsync($"""
            cd {Tree}
            mkdir proc mnt dev; mount -t proc proc proc; ls -d proc/1; umount proc
            mount -t tmpfs none mnt && echo mounted; mount --rbind /dev dev && echo bound
            echo x > file; chown 33:33 file; echo y > /tmp/file; cat /var/tmp/file
            echo z > /dev/shm/{name}; cat /dev/shm/{name}
            cat {Root.In("secret")} 2> /dev/null && echo secret
            mount -o remount,bind,rw / 2> /dev/null && echo remounted
            for directory in /etc /run/lock {shared.FullName}; do
                (echo x > $directory/{name}) 2> /dev/null && echo "written to $directory"
            done
            cat /etc/shadow > /dev/null 2>&1 && echo shadow
            head -c 1 /proc/1/mem > /dev/null 2>&1; kill -0 {Environment.ProcessId} 2> /dev/null && echo host
            mknod block b 8 0 2> /dev/null && head -c 1 block > /dev/null 2>&1 && echo disk
            grep '^Uid' /proc/self/status
            umount -l /proc && ls -d /proc/{Environment.ProcessId} 2> /dev/null && echo processes
            """);
        Assert.Equal("proc/1\nmounted\nbound\ny\nz\nUid:\t0\t0\t0\t0\n", printed);
        using var root = TreeRoot.OpenImage(Tree);
        var status = root.Directory.TryGetStatus("file")!.Value;
        Assert.Equal((33u, 33u), (status.Uid, status.Gid));
        Assert.True(File.Exists(Path.Combine(TemporaryFiles, "file")));
        Assert.Empty(Directory.GetFileSystemEntries(shared.FullName));
        foreach (var directory in new[] { "/etc", "/run/lock", "/dev/shm" })
        {
            Assert.False(File.Exists(Path.Combine(directory, name)), directory);
        }
    }

    [Fact]
    public async Task Bootstrap_Works_WhereFilesOfProcAreCovered_AndChangesNoOtherFileSystem()
    {
        var printed = await PrintedByBootstrapAsync(
            $"""
            cd {Tree}; mkdir proc; mount -t proc proc proc && ls -d proc/1
            (echo x > /mnt/file) 2> /dev/null && echo written; grep -o '^none /mnt tmpfs ro' /proc/mounts
            """,
            OnMachine("COVERED_PROC"));
        Assert.Equal("proc/1\nnone /mnt tmpfs ro\n", printed);
    }

    [Theory]
    [InlineData("add_key")]
    [InlineData("bpf")]
    [InlineData("fanotify_init")]
    [InlineData("init_module")]
    [InlineData("io_uring_setup")]
    [InlineData("kexec_load")]
    [InlineData("keyctl")]
    [InlineData("open_by_handle_at")]
    [InlineData("perf_event_open")]
    [InlineData("process_vm_readv")]
    [InlineData("request_key")]
    [InlineData("syslog")]
    [InlineData("userfaultfd")]
    public async Task Bootstrap_CannotMakeASystemCallThatNoImageNeeds(string call) =>
        Assert.Equal(
            $"sandbox policy: {call}(2) by \"attack\" denied\n", await PrintedByBootstrapAsync($"{Tree}/attack {call} 2> /dev/null"));

    [Fact]
    public async Task Bootstrap_CanCreateNamespaces() =>
        Assert.Equal(
            "mounts\nbuilder\n",
            await PrintedByBootstrapAsync("unshare -m true && echo mounts; unshare -u sh -c 'hostname builder && uname -n'"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bootstrap_MakesNodesThatItCannotOpen(bool hasUserNamespace)
    {
        var printed = await PrintedByBootstrapAsync(
            $"""
            mknod {Tree}/console c 5 1 && mknod {Tree}/disk b 8 0 && echo made
            head -c 1 {Tree}/disk > /dev/null 2>&1 && echo opened
            """,
            hasUserNamespace: hasUserNamespace);
        Assert.Equal("made\n", printed);
    }

    [Fact]
    public async Task Bootstrap_LacksAProtection_WithoutLandlock()
    {
        var program = OnMachine("WITHOUT_LANDLOCK");
        await using (var sandbox = await StartBootstrapAsync(program))
        {
            Assert.Contains(
                sandbox.Gaps, gap => gap.Protection == Protection.Kernel && gap.Reason.Contains("Landlock", StringComparison.Ordinal));
        }

        var strict = new SandboxFactory(program, TimeProvider.System, requiresContainment: true, ids: Ids);
        var failure = await Assert.ThrowsAsync<SandboxException>(() => strict.StartAsync(BootstrapSettings, Cancelled));
        Assert.StartsWith("this machine cannot contain builds: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bootstrap_LacksAProtection_WithoutAControlGroupForTheDeviceFilter()
    {
        var group = ControlGroup.Create([], "none", SandboxLimits.ForThisMachine(), TimeProvider.System);
        var gaps = new List<ContainmentGap>();

        // The mounts of an image limit the devices, too.
        Assert.False(SandboxFactory.FilterDevices(Settings.Entry, group, gaps));
        Assert.Empty(gaps);

        Assert.False(SandboxFactory.FilterDevices(BootstrapSettings.Entry, group, gaps));
        Assert.Equal(Protection.Devices, Assert.Single(gaps).Protection);
    }

    /// <summary>Compiles a program that starts the sandbox program as another machine would; see <c>machine.c</c>.</summary>
    private string OnMachine(string kind)
    {
        var program = Root.In("machine");
        NativeProgram.Compile("machine.c", program, $"-D{kind}", $"-DPROGRAM=\"{SandboxProgram.Path}\"");
        return program;
    }

    private Task<ISandbox> StartBootstrapAsync(string? program, bool hasUserNamespace = true) =>
        new SandboxFactory(program ?? SandboxProgram.Path, TimeProvider.System, ids: hasUserNamespace ? Ids : null)
            .StartAsync(BootstrapSettings, Cancelled);

    private async Task<string> PrintedByBootstrapAsync(string script, string? program = null, bool hasUserNamespace = true)
    {
        await using var sandbox = await StartBootstrapAsync(program, hasUserNamespace);
        var result = await sandbox.RunAsync(
            new SandboxCommand
            {
                Arguments = ["sh", "-c", script],
                Environment = UsualEnvironment.SetItem("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
            },
            Log,
            Cancelled);
        Assert.Null(result.StartFailure);
        return Log.Text;
    }
}
