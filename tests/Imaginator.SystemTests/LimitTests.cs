using System.Net;
using System.Net.Sockets;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Limits and the network policy of a stream's configuration reach what its builds run.</summary>
public sealed class LimitTests
{
    private const string Bomb = "#!/bin/sh\nbomb() { bomb | bomb & }\nbomb\nsleep 0.5\nexit 1\n";

    [Fact]
    public async Task ForkBomb_MeetsTheLimitOfItsStream()
    {
        using var site = new BuildSite();
        site.Main("Limits", new { Processes = 5000 });
        site.Stream("bomb", "base", ("scripts/bomb", Bomb));
        site.StreamField("bomb", "Limits", new { Processes = 50 });
        (await site.BuildAsync("bomb")).ShouldFail(1, "bomb: scripts: /.scripts/bomb", "too many processes (limit 50)");
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Memory_IsThatOfTheSiteWhereTheStreamSaysNothing()
    {
        using var site = new BuildSite();
        site.Main("Limits", new { Memory = "64MiB" });
        site.Stream("big", "base", ("scripts/big", "#!/bin/sh\nawk 'BEGIN { s = \"x\"; while (1) s = s s }'\nexit $?\n"));
        (await site.BuildAsync("big")).ShouldFail(1, "big: scripts: /.scripts/big", "out of memory (limit 64 MiB)");
    }

    [Fact]
    public async Task CpuTime_IsLimited()
    {
        // Both print how long it took to burn half a second of CPU time.
        const string Burn = """
            #!/bin/sh
            start=$(cut -d' ' -f1 /proc/uptime | tr -d .)
            timeout 2 sh -c 'while [ $(cut -d" " -f14 /proc/$$/stat) -lt 20 ]; do :; done'
            echo $(($(cut -d' ' -f1 /proc/uptime | tr -d .) - start)) >/took
            """;
        using var site = new BuildSite();
        site.Stream("slow", "base", ("scripts/burn", Burn));
        site.StreamField("slow", "Limits", new { CpuPercent = 5 });
        var image = (await site.BuildAsync("slow")).ShouldSucceed().Result;
        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();
        var hundredths = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(target, "took"), TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture);

        // A fifth of a second of CPU time at a twentieth of a core: far beyond the two seconds of patience.
        Assert.InRange(hundredths, 190, int.MaxValue);
    }

    [Fact]
    public async Task TestTimeout_IsThatOfTheStream()
    {
        using var site = new BuildSite();
        site.Stream("slow", "base", ("tests/slow", "#!/bin/sh\nsleep 1000\n"));
        site.StreamField("slow", "Limits", new { TestTimeout = "300ms" });
        (await site.BuildAsync("slow")).ShouldFail(1, "slow: tests: /tests/slow/slow exceeded its time limit of 0.3 s");
        Assert.Empty(site.Leftovers());
    }

    [Theory]
    [InlineData("slow", "slow: scripts: timed out in /.scripts/10-slow: the build took longer than 00:00:15")]
    [InlineData("slow/base", "slow/base: bootstrap: timed out in sh: the build took longer than 00:00:15")]
    [InlineData("above", "above: source image: timed out: the build took longer than 00:00:15")]
    public async Task BuildThatTakesTooLong_SaysWhereItWas(string stream, string failure)
    {
        using var site = new BuildSite();
        site.Stream("slow", "base", ("scripts/10-slow", "#!/bin/sh\nsleep 1000\n"));
        site.Stream("above", "slow");
        site.Bootstrap("slow/base", "sh", "-c", "sleep 1000");
        (await site.BuildAsync("base")).ShouldSucceed();

        // Long enough for a slow machine to get there.
        var result = (await site.BuildAsync(stream, "-maximumBuildDuration=15s")).ShouldFail(1, failure);

        // The log ends with it, too, but readers see it once.
        Assert.EndsWith($"\nimaginator: {failure}\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"FAILED: {failure}", result.Error, StringComparison.Ordinal);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task LoopbackOfTheMachine_IsReachedOnlyWithItsNetwork()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var site = new BuildSite();
        site.Stream("net", "base", ("scripts/connect", $"#!/bin/sh\nnc -w 2 127.0.0.1 {port} -e true\n"));
        (await site.BuildAsync("net")).ShouldFail(1, "net: scripts: /.scripts/connect");
        site.StreamField("net", "Network", "packages");
        (await site.BuildAsync("net")).ShouldFail(1, "net: scripts: /.scripts/connect");
        site.StreamField("net", "Network", "none");
        (await site.BuildAsync("net")).ShouldFail(1, "net: scripts: /.scripts/connect");

        // A policy of the site holds for streams without one.
        site.Main("Network", "none");
        site.StreamField("net", "Network", "host");
        (await site.BuildAsync("net")).ShouldSucceed();
    }

    [Fact]
    public async Task PortOfTheDaemon_CannotBeReached()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var site = new BuildSite();
        site.Stream("daemon", "base", ("scripts/connect", $"#!/bin/sh\nnc -w 2 127.0.0.1 {port} -e true\n"));
        site.StreamField("daemon", "Network", "host");
        (await site.BuildAsync("daemon")).ShouldSucceed();
        (await site.BuildAsync("daemon", $"-portNum={port}")).ShouldFail(1, "daemon: scripts: /.scripts/connect");
    }
}
