using System.Diagnostics;
using System.Globalization;
using Imaginator.Building.Sandboxing;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>Commands are root in a user namespace, and files are on disk as the commands see them.</summary>
public sealed class UserNamespaceTests : SandboxTest, IClassFixture<AttackProgram>
{
    private const string Passwd = "root::0:0::/:/bin/sh\nbuilder::1000:1000::/:/bin/sh\n";

    public UserNamespaceTests(AttackProgram attack)
    {
        File.Copy(attack.Path, Root.In("bin/attack"));
    }

    [Fact]
    public async Task Commands_HaveNoRightsOfTheHost()
    {
        var mark = Guid.NewGuid().ToString();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var sandbox = await StartAsync();
        var run = sandbox.RunAsync(Shell($"echo begun; : {mark}; sleep 1000; true"), Log, cancel.Token);
        await Log.Written.WaitAsync(Cancelled);
        var processes = HostProcesses.Matching(mark);
        Assert.NotEmpty(processes);
        foreach (var process in processes)
        {
            var status = await File.ReadAllTextAsync($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status", Cancelled);
            Assert.Contains("\nUid:\t2147483648\t2147483648\t2147483648\t2147483648\n", status, StringComparison.Ordinal);
            Assert.NotEqual(
                new FileInfo("/proc/self/ns/user").LinkTarget,
                new FileInfo($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/ns/user").LinkTarget);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task AMapOfOtherIds_IsRefused()
    {
        using var other = Process.Start("/bin/busybox", ["unshare", "-U", "-r", "/bin/busybox", "sleep", "1000"]);
        try
        {
            var process = $"/proc/{other.Id.ToString(CultureInfo.InvariantCulture)}";
            await Wait.UntilAsync(
                () => new FileInfo($"{process}/ns/user").LinkTarget != new FileInfo("/proc/self/ns/user").LinkTarget
                    && File.ReadAllText($"{process}/uid_map").Length > 0 && File.ReadAllText($"{process}/gid_map").Length > 0);
            using var map = UserNamespace.Open($"{process}/ns/user");
            using var directory = DirectoryHandle.OpenHost(Root.Path);
            using var mount = DetachedMount.Copy(directory);

            var failure = Assert.Throws<LinuxException>(() => mount.MapIds(map));
            Assert.Equal(Errno.EINVAL, failure.Error);
            Assert.Contains("the namespace has another map", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
        }
    }

    [Theory]
    [InlineData("/proc/self/ns/net", Errno.EINVAL)]
    [InlineData("/dev/null", Errno.EINVAL)]
    [InlineData("/proc/self/fd/99999", Errno.ENOENT)]
    public void AMapThatIsNoUserNamespace_IsRefused(string path, Errno error) =>
        Assert.Equal(error, Assert.Throws<LinuxException>(() => UserNamespace.Open(path)).Error);

    [Fact]
    public async Task Files_BelongOnDiskToTheOwnersThatCommandsGiveThem()
    {
        await PrintedByAsync("echo x > /var/file; chown 1000:2147483646 /var/file; mkdir /var/new; ln -s file /var/link");
        using var tree = TreeRoot.OpenImage(Root.In("var"));
        Assert.Equal((1000u, 2147483646u), OwnerOf(tree, "file"));
        Assert.Equal((0u, 0u), OwnerOf(tree, "new"));
        Assert.Equal((0u, 0u), OwnerOf(tree, "link"));
    }

    [Fact]
    public async Task AnOwnerThatNoBuildCanHave_IsRefused()
    {
        var result = await RunAsync("echo x > /var/file; chown 2147483647 /var/file");
        Assert.False(result.Succeeded);
        using var tree = TreeRoot.OpenImage(Root.In("var"));
        Assert.Equal((0u, 0u), OwnerOf(tree, "file"));
    }

    [Fact]
    public async Task FileCapabilities_AreOnDiskAsWithoutUserNamespace()
    {
        await PrintedByAsync("cp /bin/attack /var/tool; attack setcap /var/tool; /var/tool uid");
        using var tree = TreeRoot.OpenImage(Root.In("var"));
        var attribute = Assert.Single(tree.Directory.GetExtendedAttributes("tool"));
        Assert.Equal("security.capability", attribute.Name);
        Assert.Equal("0100000200200000000000000000000000000000", Convert.ToHexStringLower(attribute.Value.Span));
    }

    [Theory]
    [InlineData("01000002ffffffff000000000000000000000000")]
    [InlineData("01000002ffffffff00000000ff01000000000000")]
    public async Task ProgramsWithCapabilities_Run(string capabilities)
    {
        File.Copy(Root.In("bin/attack"), Root.In("bin/tool"));
        using (var directory = DirectoryHandle.OpenHost(Root.In("bin")))
        {
            directory.SetExtendedAttribute("tool", new ExtendedAttribute("security.capability", Convert.FromHexString(capabilities)));
        }

        // "uid" prints the effective user.
        Assert.Equal("0\n", await PrintedByAsync("tool uid"));
    }

    [Fact]
    public async Task OtherUsers_CanOpenTheOutputAgain()
    {
        await File.WriteAllTextAsync(Root.In("etc/passwd"), Passwd, Cancelled);
        Assert.Equal(
            "one\ntwo\nthree\n",
            await PrintedByAsync("su builder -c 'echo one > /dev/stdout; echo two > /dev/stderr; echo three > /proc/self/fd/1'"));
    }

    [Fact]
    public async Task TheBuild_FindsThatItRunsInAChroot()
    {
        // As systemctl, udevadm and ischroot do; for other users than root, process 1 cannot be inspected in a chroot either.
        await File.WriteAllTextAsync(Root.In("etc/passwd"), Passwd, Cancelled);
        var printed = await PrintedByAsync(
            "test \"$(stat -L -c %d:%i /proc/1/root)\" != \"$(stat -c %d:%i /)\" && echo chroot; su builder -c 'stat -L /proc/1/root > /dev/null 2>&1 || echo hidden'");
        Assert.Equal("chroot\nhidden\n", printed);
    }

    [Fact]
    public async Task NothingOfABuildLives_WhenACommandHasEnded()
    {
        var mark = Guid.NewGuid().ToString();
        await using var sandbox = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            var result = await sandbox.RunAsync(
                Shell($"for i in 1 2 3 4 5 6 7 8; do (setsid sh -c ': {mark}; trap \"\" TERM HUP; while :; do sleep 1; done' &) ; done"), Log, Cancelled);
            Assert.True(result.Succeeded);
            Assert.True(result.LeftOverProcesses >= 8, $"{result.LeftOverProcesses}");
            Assert.Empty(HostProcesses.Matching(mark));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MessageQueues_AreCountedForEachBuild_OnlyInUserNamespaces(bool hasUserNamespaces)
    {
        using var otherRoot = new BusyboxRoot();
        File.Copy(Root.In("bin/attack"), otherRoot.In("bin/attack"));
        var factory = new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: hasUserNamespaces ? Ids : null);
        await using var greedy = await factory.StartAsync(Settings, Cancelled);
        await using var other = await factory.StartAsync(Settings with { RootDirectory = otherRoot.Path }, Cancelled);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var taken = greedy.RunAsync(Shell("attack queues 1000"), Log, cancel.Token);
        await Task.WhenAny(Log.Written, taken).WaitAsync(Cancelled);

        var rest = new RecordingLog();
        var result = await other.RunAsync(Shell("attack queues 0"), rest, Cancelled);

        Assert.True(result.Succeeded, $"{result.Describe()}: {rest.Text}");
        Assert.Matches("^[1-9][0-9]*\n$", Log.Text);
        Assert.Equal(hasUserNamespaces ? Log.Text : "0\n", rest.Text);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }

    private static (uint Uid, uint Gid) OwnerOf(TreeRoot tree, string name)
    {
        var status = tree.Directory.TryGetStatus(name)!.Value;
        return (status.Uid, status.Gid);
    }
}
