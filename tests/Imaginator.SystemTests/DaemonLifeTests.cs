using System.Diagnostics;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>How a daemon ends, by whatever cause, and what the next one finds.</summary>
public sealed class DaemonLifeTests : IDisposable
{
    private const string Forever = "#!/bin/sh\necho it begins\nwhile true; do sleep 1; done\n";

    private readonly BuildSite _site = new();

    [Fact]
    public async Task Terminate_DuringBuilds_EndsWithinTenSeconds_AndLeavesNothing()
    {
        _site.Stream("slow", "base", ("scripts/sleep", Forever));
        _site.Stream("slower", "base", ("scripts/sleep", Forever), ("pre-install-scripts/trap", "#!/bin/sh\ntrap '' TERM INT HUP\n"));
        await using var daemon = await _site.StartDaemonAsync("-maximumConcurrentBuilds=2");
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
        using var first = daemon.StartTool("-alwaysShowBuildLog", "build-image", "slow");
        using var second = daemon.StartTool("-alwaysShowBuildLog", "build-image", "slower");
        await daemon.WaitForStatusAsync(_ => _site.Leftovers().Count(line => line.Contains("builds/build-", StringComparison.Ordinal)) >= 2);

        var started = Stopwatch.GetTimestamp();
        daemon.Signal("TERM");

        Assert.Equal(0, await daemon.WaitAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Empty(_site.Leftovers());
        (await first.WaitAsync()).ShouldFail(1, "slow: the daemon is stopping");
        (await second.WaitAsync()).ShouldFail(1, "slower: the daemon is stopping");
    }

    [Fact]
    public async Task Killed_DuringAnAutomaticBuild_TheNextDaemonCleansUpAndDoesItAgain()
    {
        _site.Bootstrap("slow", "sh", "-c", "sleep 1000", "$dir");
        _site.Main("ImageStreamsToAutoRebuild", new[] { "slow" });
        await using (var daemon = await _site.StartDaemonAsync("-imageRebuildInterval=1h"))
        {
            await daemon.WaitForStatusAsync(_ => _site.Leftovers().Any(line => line.Contains("sleep 1000", StringComparison.Ordinal)));
            daemon.Kill();
            await daemon.WaitAsync();
        }

        _site.Bootstrap("slow", "sh", "-c", "mkdir -p $0/bin $0/etc; cp /bin/busybox $0/bin/sh", "$dir");
        await using var next = await _site.StartDaemonAsync();

        // Without a schedule, nothing else would build it.
        await next.WaitForStatusAsync(_ => next.Errors.Contains("Built slow/", StringComparison.Ordinal));
        Assert.Contains("of slow was interrupted because the daemon ended", next.Errors, StringComparison.Ordinal);
        await next.WaitForStatusAsync(_ => !_site.Leftovers().Any());
    }

    [Fact]
    public async Task Pauses_SurviveARestart()
    {
        await using (var daemon = await _site.StartDaemonAsync())
        {
            (await daemon.ToolAsync("disable-build-requests", "-disableFor=1h")).ShouldSucceed();
        }

        await using var next = await _site.StartDaemonAsync();
        (await next.ToolAsync("build-image", "base")).ShouldFail(1, "builds disabled until");
    }

    [Fact]
    public async Task SecondDaemon_WithTheSameState_DoesNotStart()
    {
        await using var daemon = await _site.StartDaemonAsync();
        (await RunningProgram.RunAsync(Distribution.Imaginator, _site.DaemonArguments("-insecure", "-portNum=0", "-logDir=")))
            .ShouldFail(1, "check whether another imaginator runs with this -stateDir");
    }

    [Fact]
    public async Task TakenPort_IsExplained()
    {
        await using var daemon = await _site.StartDaemonAsync();
        using var other = new BuildSite();
        (await RunningProgram.RunAsync(
            Distribution.Imaginator, other.DaemonArguments("-insecure", $"-portNum={daemon.Port}", "-logDir=")))
            .ShouldFail(1, "address already in use", "-portNum");
    }

    [Fact]
    public async Task FullDisk_PausesBuilds_AndTheyGoOnByThemselves()
    {
        var state = Directory.CreateDirectory(Path.Combine(_site.Root, "small")).FullName;
        Mount("-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", state);
        try
        {
            _site.StateDirectory = state;
            var filler = Path.Combine(state, "filler");
            await using var daemon = await _site.StartDaemonAsync("-minimumFreeSpace=100MiB");
            await File.WriteAllBytesAsync(filler, new byte[250 * 1024 * 1024], TestContext.Current.CancellationToken);
            await daemon.WaitForStatusAsync(page => page.Contains("not enough disk space", StringComparison.Ordinal));
            using var build = daemon.StartTool("build-image", "base");
            await daemon.WaitForStatusAsync(_ => daemon.Errors.Contains("of base queued", StringComparison.Ordinal));
            Assert.DoesNotContain("Build of base started", daemon.Errors, StringComparison.Ordinal);

            File.Delete(filler);

            Assert.StartsWith("base/", (await build.WaitAsync()).ShouldSucceed().Result, StringComparison.Ordinal);
        }
        finally
        {
            using var unmount = Process.Start("umount", ["--lazy", state]);
            unmount.WaitForExit();
        }
    }

    public void Dispose() => _site.Dispose();

    private static void Mount(params string[] arguments)
    {
        using var mount = Process.Start("mount", arguments);
        mount.WaitForExit();
        Assert.Equal(0, mount.ExitCode);
    }
}
