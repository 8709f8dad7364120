using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>What commands that change a running system do in a build.</summary>
public sealed class StandInTests : SandboxTest
{
    // Busybox finds its own commands before it looks into PATH.
    private const string StandIn = SearchPath + CommandStandIns.Parent + "/";

    private const string SearchPath = $"PATH={CommandStandIns.Parent}:/usr/sbin:/bin; ";

    public StandInTests()
    {
        Directory.CreateDirectory(Root.In("usr/local/sbin"));
        using var tree = TreeRoot.OpenImage(Root.Path);
        CommandStandIns.Install(tree);
    }

    [Theory]
    [InlineData("sysctl -p", true)]
    [InlineData("sysctl -p/etc/sysctl.d/x.conf", true)]
    [InlineData("sysctl -e -p /etc/sysctl.d/x.conf", true)]
    [InlineData("sysctl --system", true)]
    [InlineData("sysctl -w vm.swappiness=1", true)]
    [InlineData("sysctl vm.swappiness=1", true)]
    [InlineData("sysctl -eq --load=/x", true)]
    [InlineData("sysctl -n kernel.ostype", false)]
    [InlineData("sysctl --pattern=a=b -a", false)]
    public async Task KernelSettings_AreNotChanged_WithStatus0(string command, bool ignored)
    {
        Image("sysctl");
        var printed = await PrintedByAsync(StandIn + command);
        Assert.Equal(ignored, !printed.Contains("the real sysctl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task QuietRequests_AreIgnoredQuietly()
    {
        Image("sysctl");
        Assert.Equal("", await PrintedByAsync($"{StandIn}sysctl -q -p; {StandIn}sysctl -pq; {StandIn}sysctl --system --quiet"));
    }

    [Theory]
    [InlineData("update-grub")]
    [InlineData("grub-mkconfig -o /boot/grub/grub.cfg")]
    [InlineData("grub2-mkconfig -o /boot/grub2/grub.cfg")]
    public async Task BootConfiguration_IsSkipped_UnlessTheRootHasADevice(string command)
    {
        var name = command.Split(' ')[0];
        Image(name);
        Image("grub-probe", "exit 1");
        Assert.Equal($"{name}: / is on no device, ignoring request\n", await PrintedByAsync(SearchPath + command));
        Log.Clear();
        Assert.Contains("the real", await PrintedByAsync(SearchPath + name + " --help"), StringComparison.Ordinal);
        Log.Clear();
        Image("grub-probe", "exit 0");
        Assert.Contains("the real", await PrintedByAsync(SearchPath + command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OldServices_StartOnlyIfThePolicyPermits()
    {
        Image("start-stop-daemon");
        const string Start = "start-stop-daemon --start --quiet --pidfile /run/x --exec /usr/sbin/rpcbind -- -w";
        Assert.Contains("the real", await PrintedByAsync(StandIn + Start), StringComparison.Ordinal);
        Log.Clear();
        Image("policy-rc.d", "[ \"$1 $2\" = 'rpcbind start' ] && exit 101; exit 0");
        Assert.Equal("start-stop-daemon: policy-rc.d denied the start of rpcbind\n", await PrintedByAsync(StandIn + Start));
        Log.Clear();
        Assert.Contains("the real", await PrintedByAsync(StandIn + "start-stop-daemon -S -x /usr/sbin/other"), StringComparison.Ordinal);
        Log.Clear();
        Assert.Contains("the real", await PrintedByAsync(StandIn + "start-stop-daemon --stop --name rpcbind"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandsThatTheImageLacks_AreMissing()
    {
        var result = await RunAsync(SearchPath + "update-grub --version");
        Assert.Equal("update-grub: not found\n", Log.Text);
        Assert.Contains("127", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandIns_FindTheCommand_IfTheirDirectoryIsInPathTwice()
    {
        // The layout of Fedora 42.
        Directory.Delete(Root.In("usr/local/sbin"), recursive: true);
        Directory.CreateDirectory(Root.In("usr/local/bin"));
        Directory.CreateSymbolicLink(Root.In("usr/local/sbin"), "bin");
        using var tree = TreeRoot.OpenImage(Root.Path);
        CommandStandIns.Install(tree);
        Image("sysctl");

        await using var sandbox = await StartAsync();
        foreach (var directory in new[] { "/usr/local/sbin", "/usr/local/bin" })
        {
            var result = await sandbox.RunAsync(
                Shell(
                    $"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/bin; {directory}/sysctl -n kernel.ostype",
                    TimeSpan.FromSeconds(20)),
                Log,
                Cancelled);
            Assert.True(result.Succeeded, $"{result.Describe()}: {Log.Text}");
            Assert.Equal("the real sysctl -n kernel.ostype\n", Log.Text);
            Log.Clear();
        }
    }

    [Theory]
    [InlineData("sysctl -p")]
    [InlineData("update-grub")]
    [InlineData("start-stop-daemon --start --exec /usr/sbin/rpcbind")]
    public async Task Requests_AreIgnored_EvenIfTheImageLacksTheCommandThatScriptsLookFor(string command)
    {
        Image("policy-rc.d", "exit 101");
        await PrintedByAsync($"{SearchPath}command -v {command.Split(' ')[0]} >/dev/null && {CommandStandIns.Parent}/{command}");
    }

    [Fact]
    public async Task MaintainerScripts_FindThem_AndSettingsOfTheImageStay()
    {
        var apt = Directory.CreateDirectory(Root.In("etc/apt/apt.conf.d"));
        var rpm = Directory.CreateDirectory(Root.In("usr/lib/rpm/macros.d"));
        using var tree = TreeRoot.OpenImage(Root.Path);
        CommandStandIns.Install(tree);
        Assert.StartsWith(
            $"DPkg::Path \"{CommandStandIns.Parent}:",
            await File.ReadAllTextAsync(Assert.Single(apt.GetFiles()).FullName, Cancelled),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"%_install_script_path {CommandStandIns.Parent}:",
            await File.ReadAllTextAsync(Assert.Single(rpm.GetFiles()).FullName, Cancelled),
            StringComparison.Ordinal);
        CommandStandIns.Remove(tree);
        Assert.Empty(apt.GetFiles());
        Assert.Empty(rpm.GetFiles());
    }

    [Fact]
    public async Task StandIns_DoNotStay_UnlessTheImageHasItsOwn()
    {
        await File.WriteAllTextAsync(Root.In("usr/local/sbin/sysctl"), "own", Cancelled);
        using var tree = TreeRoot.OpenImage(Root.Path);
        CommandStandIns.Install(tree);
        Assert.NotEmpty(await File.ReadAllTextAsync(Root.In("usr/local/sbin/update-grub"), Cancelled));
        CommandStandIns.Remove(tree);
        Assert.Equal([Root.In("usr/local/sbin/sysctl")], Directory.GetFileSystemEntries(Root.In("usr/local/sbin")));
        Assert.Equal("own", await File.ReadAllTextAsync(Root.In("usr/local/sbin/sysctl"), Cancelled));
    }

    private void Image(string name, string script = "echo the real ${0##*/} \"$@\"")
    {
        Directory.CreateDirectory(Root.In("usr/sbin"));
        File.WriteAllText(Root.In("usr/sbin/" + name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Root.In("usr/sbin/" + name), (UnixFileMode)0x1ED);
    }
}
