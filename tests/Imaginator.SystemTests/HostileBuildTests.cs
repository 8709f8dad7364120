using System.Net;
using System.Net.Sockets;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>
/// Manifests that reach for the host, through the whole program. That each attack would succeed without containment, the
/// tests of the sandbox show.
/// </summary>
public sealed class HostileBuildTests
{
    [Fact]
    public async Task Scripts_DoNotReachTheHost()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var victim = System.Diagnostics.Process.Start("sleep", ["1000"]);
        using var site = new BuildSite();
        // Where something works that must not, its name is in the file.
        site.Stream("hostile", "base", ("scripts/attack", $$"""
            #!/bin/sh
            works() { name=$1; shift; ("$@") >/dev/null 2>&1 && echo "$name" >>/works; }
            disk=$(cat /sys/block/*/dev | head -n1 | tr : ' ')
            mknod /var/disk b $disk; works 'disk in the image' head -c 512 /var/disk
            mknod /dev/disk b $disk; works 'disk in /dev' head -c 512 /dev/disk
            mknod /dev/shm/disk b $disk; works 'disk in /dev/shm' head -c 512 /dev/shm/disk
            mknod /dev/mem2 c 1 1; works 'memory' head -c 1 /dev/mem2
            works 'mount' mount -t tmpfs none /var
            works 'bind' mount -o bind / /var
            works 'umount' umount -l /proc
            works 'namespace' unshare -m true
            works 'kill' kill -9 {{victim.Id}}
            works 'init' sh -c 'kill -9 1; sleep 0.1; ! kill -0 1'
            works 'root of 1' sh -c 'ls -A /proc/1/root/ | grep .'
            works 'sysrq' sh -c 'echo h >/proc/sysrq-trigger'
            works 'sysctl' sh -c 'echo 1 >/proc/sys/vm/drop_caches'
            works 'core pattern' sh -c 'echo x >/proc/sys/kernel/core_pattern'
            works 'sys' sh -c 'for f in /sys/block/*/queue/read_ahead_kb; do cat $f >$f; done'
            works 'host name of the host' sh -c 'hostname evil; exit 1'
            works 'port of the daemon' nc -w 2 127.0.0.1 {{((IPEndPoint)listener.LocalEndpoint).Port}} -e true
            works 'program of the sandbox' sh -c 'echo x >/proc/1/exe'
            rm -f /var/disk
            grep ' / ' /proc/mounts >/root-mount
            """));
        var hostName = Environment.MachineName;
        var image = (await site.BuildAsync(
            "hostile", $"-portNum={((IPEndPoint)listener.LocalEndpoint).Port}")).ShouldSucceed().Result;
        Assert.Contains("nodev", await site.ReadAsync(image, "root-mount"), StringComparison.Ordinal);
        Assert.Equal("", await site.ReadAsync(image, "works"));
        Assert.False(victim.HasExited);
        victim.Kill();
        Assert.Equal(hostName, (await RunningProgram.RunAsync("hostname", [])).Result.Split('.')[0]);
        Assert.Empty(site.Leftovers());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryProcess_HasItsRightsInAUserNamespaceOnly(bool bootstrap)
    {
        var mark = $"sleep {100_000_000 + Random.Shared.Next(100_000_000)}";
        using var site = new BuildSite();
        if (bootstrap)
        {
            site.Bootstrap("slow", "sh", "-c", $"{BuildSite.BootstrapScript}\n{mark} & wait", "$dir");
        }
        else
        {
            site.Stream("slow", "base", ("scripts/wait", $"#!/bin/sh\n{mark} & wait\n"));
        }

        using var build = site.StartBuild("slow");
        string[] processes = [];
        await Wait.UntilAsync(async () =>
        {
            processes = (await RunningProgram.RunAsync("pgrep", ["-f", $"^{mark}"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return processes.Length > 0;
        });
        var own = new FileInfo("/proc/self/ns/user").LinkTarget;
        foreach (var process in await AncestorsAsync(processes.Single()))
        {
            // Its capabilities mean nothing outside of that namespace, whatever they are.
            Assert.NotEqual(own, new FileInfo($"/proc/{process}/ns/user").LinkTarget);
        }

        build.SignalGroup("TERM");
        await build.WaitAsync();
    }

    /// <summary>A process of a command and its ancestors, up to the program of the sandbox.</summary>
    private static async Task<List<string>> AncestorsAsync(string process)
    {
        var found = new List<string>();
        while (new FileInfo($"/proc/{process}/exe").LinkTarget is var program && program?.EndsWith("imaginator-sandbox", StringComparison.Ordinal) != true)
        {
            found.Add(process);
            var status = await File.ReadAllLinesAsync($"/proc/{process}/status", TestContext.Current.CancellationToken);
            process = status.Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1];
        }

        Assert.True(found.Count >= 2, "the shell and the program that it started");
        return found;
    }

    [Fact]
    public async Task WhatAnImageSaysOfItself_DoesNotSteerTheTerminal()
    {
        using var site = new BuildSite();
        site.Main("PackagerTypes", new { none = new { InstallCommand = new[] { "true" }, ListCommand = new { ArgList = new[] { "sh", "-c", "cat /packages || :" } } } });
        site.Stream(
            "odd",
            "base",
            ("tags.json", "{\"tag\": \"\\u001b[2J\\nImage: another\"}"),
            ("owners.json", "{\"Users\": [\"ann\\u009b2J\"]}"),
            ("filter", "/x\u001b.2J\n"),
            ("scripts/make", "#!/bin/sh\nprintf 'tool 1\\033[2J\\n' >/packages\ntouch \"$(printf '/odd\\033[2J')\"\n"));
        var first = (await site.BuildAsync("base")).ShouldSucceed().Result;
        var image = (await site.BuildAsync("odd")).ShouldSucceed().Result;

        string[][] commands = [["show-image", image], ["show-image", "-json", image], ["diff-images", first, image]];
        foreach (var command in commands)
        {
            var shown = (await site.ToolAsync(command)).Output;
            Assert.Contains("[2J", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(shown, letter => char.IsControl(letter) && letter != '\n');
            Assert.DoesNotContain("\nImage: another", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Daemons_AreKilledWithTheScriptThatLeftThem()
    {
        using var site = new BuildSite();
        site.Stream(
            "daemons",
            "base",
            ("scripts/1-leave", "#!/bin/sh\n(setsid sh -c 'trap \"\" TERM HUP; while :; do echo still-here; sleep 1; done' &)\n(nohup sleep 1000 >/dev/null 2>&1 &)\n"),
            ("scripts/2-look", "#!/bin/sh\nps | grep -c '[s]leep\\|[s]till' >/left; :\n"));
        var result = (await site.BuildAsync("daemons")).ShouldSucceed();
        Assert.Matches("/.scripts/1-leave left [0-9]+ process(es)? behind: killed", result.Error);
        Assert.Equal("0\n", await site.ReadAsync(result.Result, "left"));
    }

    [Fact]
    public async Task EndlessOutput_FailsTheBuildInOneLine()
    {
        using var site = new BuildSite();
        site.Stream("log", "base", ("scripts/100-gib", "#!/bin/sh\nyes 'a line of a log of 100 GiB' | head -c 107374182400\n"));
        var result = (await site.BuildAsync("log")).ShouldFail(1);
        Assert.StartsWith(
            "imaginator: log: scripts: /.scripts/100-gib printed more than 256 MiB and was killed", result.LastLine, StringComparison.Ordinal);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task ScriptThatIgnoresTermination_IsKilledWithItsTest()
    {
        using var site = new BuildSite();
        var sleep = $"sleep {100_000_000 + Random.Shared.Next(100_000_000)}";
        site.Stream("stubborn", "base", ("tests/stubborn", $"#!/bin/sh\ntrap '' TERM INT HUP\n(setsid {sleep} &)\nwhile :; do sleep 1; done\n"));
        (await site.BuildAsync("stubborn", "-testTimeout=300ms")).ShouldFail(
            1, "stubborn: tests: /tests/stubborn/stubborn exceeded its time limit of 0.3 s and was killed");
        Assert.Empty(site.Leftovers());
        Assert.NotEqual(0, (await RunningProgram.RunAsync("pgrep", ["-f", sleep])).ExitCode);
    }
}
