using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing;

public sealed class MountTests : SandboxTest
{
    [Fact]
    public async Task NothingMountedInside_IsSeenByTheHost()
    {
        await using var sandbox = await StartAsync(Settings with { Contained = false });
        await sandbox.RunAsync(Shell("mount -t tmpfs none /tmp && echo mounted; echo x > /tmp/inside"), Log, Cancelled);
        Assert.Equal("mounted\n", Log.Text);
        Assert.Empty(Directory.GetFileSystemEntries(Root.In("tmp")));
        Assert.Empty(Directory.GetFileSystemEntries(Root.In("proc")));
        Assert.DoesNotContain(Root.Path, await File.ReadAllTextAsync("/proc/self/mountinfo", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminals_AreLimited() =>
        Assert.Contains(",max=256", await PrintedByAsync("grep '^devpts /dev/pts ' /proc/self/mounts"), StringComparison.Ordinal);

    [Fact]
    public async Task Unmounting_TakesAwayEverythingButTheDevices()
    {
        using var host = new TemporaryDirectory();
        Directory.Delete(Root.In("sys"));
        await using var sandbox = await StartAsync(Settings with { Binds = [new(host.FullName, "/var/cache/builds", Writable: true)] });
        await sandbox.UnmountAsync(keepDevices: true, Cancelled);
        await sandbox.RunAsync(Shell("echo /proc/* /var/*; ls /sys; echo > /dev/null && cut -d' ' -f2 /proc/mounts"), Log, Cancelled);
        Assert.Equal(
            "/proc/* /var/*\nls: /sys: No such file or directory\ncut: /proc/mounts: No such file or directory\n", Log.Text);
    }

    [Fact]
    public async Task Unmounting_LeavesTheTreeAsItWas()
    {
        using var host = new TemporaryDirectory();
        Directory.Delete(Root.In("dev"));
        Directory.Delete(Root.In("proc"));
        var before = Directory.GetFileSystemEntries(Root.Path, "*", SearchOption.AllDirectories).Order().ToArray();
        await using var sandbox = await StartAsync(Settings with { Binds = [new(host.FullName, "/a/b/c", Writable: false)] });
        Assert.True(Directory.Exists(Root.In("a/b/c")));
        await sandbox.UnmountAsync(keepDevices: true, Cancelled);
        Assert.False(Directory.Exists(Root.In("a")));
        await sandbox.UnmountAsync(keepDevices: false, Cancelled);
        Assert.Equal(before, Directory.GetFileSystemEntries(Root.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task Binds_ShowDirectoriesOfTheHost()
    {
        using var host = new TemporaryDirectory();
        await File.WriteAllTextAsync(host.PathOf("file"), "from the host\n", Cancelled);
        var printed = await PrintedByAsync(
            "cat /srv/data/file; echo no > /srv/data/new || echo yes > /cache/new; cat /srv/data/new",
            Settings with { Binds = [new(host.FullName, "/srv/data", Writable: false), new(host.FullName, "/cache", Writable: true)] });
        Assert.Equal("from the host\n/bin/sh: can't create /srv/data/new: Read-only file system\nyes\n", printed);
    }

    [Fact]
    public async Task Binds_FollowNoLinkThatABuildMayHaveLeftOnTheHost()
    {
        using var host = new TemporaryDirectory();
        Directory.CreateDirectory(host.PathOf("users/a/real"));
        File.CreateSymbolicLink(host.PathOf("users/a/link"), "/etc");
        SandboxBind Bind(string below) => new(host.FullName, "/cache", Writable: true) { PathBelow = below };
        var result = await RunAsync("echo x > /cache/made", Settings with { Binds = [Bind("users/a/real")] });
        Assert.True(result.Succeeded, Log.Text);
        Assert.True(File.Exists(host.PathOf("users/a/real/made")));
        var failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(Settings with { Binds = [Bind("users/a/link")] }));
        Assert.Contains("users/a/link", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binds_FollowLinksInsideTheRootOnly()
    {
        using var host = new TemporaryDirectory();
        using var outside = new TemporaryDirectory();
        File.CreateSymbolicLink(Root.In("var/cache"), outside.FullName);
        var settings = Settings with { Binds = [new(host.FullName, "/var/cache/builds", Writable: true)] };
        var failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(settings));
        Assert.Contains("/var/cache", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.FullName));

        File.Delete(Root.In("var/cache"));
        File.CreateSymbolicLink(Root.In("var/cache"), "/tmp");
        await using var sandbox = await StartAsync(settings);
        await sandbox.RunAsync(Shell("echo x > /tmp/builds/file"), Log, Cancelled);
        Assert.True(File.Exists(host.PathOf("file")), Log.Text);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("proc")]
    [InlineData("sys")]
    public async Task Refuses_ATreeWhereALinkOrFileIsInTheWay(string name)
    {
        using var outside = new TemporaryDirectory();
        Directory.Delete(Root.In(name));
        File.CreateSymbolicLink(Root.In(name), outside.FullName);
        var failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync());
        Assert.Contains($"the image's /{name} is not a directory", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.FullName));

        File.Delete(Root.In(name));
        await File.WriteAllTextAsync(Root.In(name), "", Cancelled);
        failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync());
        Assert.Contains($"the image's /{name} is not a directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ARootThatDoesNotExist()
    {
        var failure = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(Settings with { RootDirectory = "/no/such/root" }));
        Assert.Contains("/no/such/root: No such file or directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheHostsRoot_CanMountButNobodySeesIt()
    {
        await using var sandbox = await StartAsync(new SandboxSettings { RootDirectory = null });
        var script = $"mount -t tmpfs none {Root.In("tmp")} && echo x > {Root.In("tmp/inside")} && cat {Root.In("tmp/inside")} && set -- /proc/[0-9]* && echo $#";
        var result = await sandbox.RunAsync(
            new SandboxCommand
            {
                Arguments = ["sh", "-c", script],
                Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
            },
            Log,
            Cancelled);
        Assert.True(result.Succeeded, Log.Text);

        // Its own processes only: the sandbox's first one and the shell.
        Assert.Equal("x\n2\n", Log.Text);
        Assert.Empty(Directory.GetFileSystemEntries(Root.In("tmp")));
    }
}
