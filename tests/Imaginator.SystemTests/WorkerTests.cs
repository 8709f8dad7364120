using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Daemons that hand builds to other daemons; all use one store.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Build_RunsOnAWorker_WithItsSourceImageBuiltFirst()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("scripts/say", "#!/bin/sh\necho \"built for $IMAGE_STREAM\" >/built\n"));
        await using var worker = await StartWorkerAsync(site, "one");
        await using var daemon = await StartAsync(site, ("one", worker));

        var built = (await daemon.ToolAsync("-alwaysShowBuildLog", "build-image", "users/one")).ShouldSucceed();

        Assert.Contains("No suitable image of base: building one first", built.Error, StringComparison.Ordinal);
        Assert.Contains($"Published {built.Result}, built on one", built.Error, StringComparison.Ordinal);
        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", StoreFlag(site), built.Result, target)).ShouldSucceed();
        Assert.Equal("built for users/one\n", await File.ReadAllTextAsync(Path.Combine(target, "built"), TestContext.Current.CancellationToken));
        (await site.ToolAsync("fsck-store", StoreFlag(site))).ShouldSucceed();
    }

    [Fact]
    public async Task Worker_MayUseTheStoreThatTheDaemonServes()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        await File.WriteAllTextAsync(ListOf(site), "{\"Workers\": [{\"Address\": \"127.0.0.1:1\"}]}", TestContext.Current.CancellationToken);
        await using var daemon = await site.StartDaemonAsync(
            $"-slaveDriverConfigurationFile={ListOf(site)}", "-imageServerListen=127.0.0.1:0", StoreFlag(site));
        await using var worker = await site.StartDaemonAsync(
            $"-stateDir={StateOf(site, "one")}", "-imageServerHostname=127.0.0.1", $"-imageServerPortNum={daemon.ImageServerPort}");
        await WriteListAsync(site, ("one", worker));
        (await daemon.ToolAsync("replace-idle-slaves")).ShouldSucceed();

        var built = (await daemon.ToolAsync("-alwaysShowBuildLog", "build-image", "users/one")).ShouldSucceed();

        Assert.Contains($"Published {built.Result}, built on one", built.Error, StringComparison.Ordinal);
        (await site.ToolAsync("fsck-store", StoreFlag(site))).ShouldSucceed();
    }

    [Fact]
    public async Task Certificates_OfATrialSite_LetTheDaemonUseItsWorkers_AndTheImageIsForWhoAsked()
    {
        using var site = new BuildSite();
        var certificates = Path.Combine(site.Root, "certificates");
        (await site.ToolAsync("make-certificates", certificates, "-siteUser=ann")).ShouldSucceed();
        site.Stream("users/one", "base");
        site.StreamField("users/one", "BuilderUsers", new[] { "ann" });
        string[] secure =
        [
            $"-CAfile={certificates}/CA.pem", $"-identityCAfile={certificates}/IdentityCA.pem",
            $"-certFile={certificates}/imaginator/cert.pem", $"-keyFile={certificates}/imaginator/key.pem", StoreFlag(site),
        ];
        await using var worker = await site.StartDaemonAsync([$"-stateDir={StateOf(site, "one")}", .. secure]);
        await WriteListAsync(site, ("one", worker));
        await using var daemon = await site.StartDaemonAsync([$"-slaveDriverConfigurationFile={ListOf(site)}", .. secure]);

        var built = (await daemon.ToolAsync(
            "-alwaysShowBuildLog", "build-image", "users/one", $"-certDirectory={certificates}/user")).ShouldSucceed();

        Assert.Contains($"Published {built.Result}, built on one", built.Error, StringComparison.Ordinal);
        var shown = (await site.ToolAsync("show-image", "-summary", built.Result, StoreFlag(site))).ShouldSucceed();
        Assert.Contains("for ann", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostWorkersBuild_IsDoneElsewhere()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("scripts/wait", "#!/bin/sh\necho started\nsleep 2\n"));
        await using var worker = await StartWorkerAsync(site, "mortal");
        await using var daemon = await StartAsync(site, ("mortal", worker));
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
        using var build = daemon.StartTool("-alwaysShowBuildLog", "build-image", "users/one");
        await Wait.UntilAsync(() => Builds(site, "mortal").Length > 0);

        worker.Kill();

        var result = (await build.WaitAsync()).ShouldSucceed();
        Assert.Contains("The build worker mortal is lost", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("users/one/", result.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkersThatStartLater_OrAgain_GetTheBuildsThatWaitForThem()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("scripts/wait", "#!/bin/sh\nsleep 2\n"));
        var port = FreePort.Next();
        await File.WriteAllTextAsync(
            ListOf(site),
            $"{{\"Workers\": [{{\"Name\": \"late\", \"Address\": \"127.0.0.1:{port}\"}}], \"BuildHereWithoutWorkers\": false}}",
            TestContext.Current.CancellationToken);
        await using var daemon = await site.StartDaemonAsync($"-slaveDriverConfigurationFile={ListOf(site)}", StoreFlag(site));

        // 1: the daemon was started before its only worker.
        using var early = daemon.StartTool("-alwaysShowBuildLog", "build-image", "base");
        await daemon.WaitForStatusAsync(page => page.Contains("late", StringComparison.Ordinal) && page.Contains("base", StringComparison.Ordinal));
        var worker = await StartAgainAsync();
        await using (worker)
        {
            var built = (await early.WaitAsync()).ShouldSucceed();
            Assert.Contains("Waiting up to 2 minutes for a build worker", built.Error, StringComparison.Ordinal);
            Assert.Contains($"Published {built.Result}, built on late", built.Error, StringComparison.Ordinal);

            // 2: it is killed during a build, and starts again at once.
            using var interrupted = daemon.StartTool("-alwaysShowBuildLog", "build-image", "users/one");
            await Wait.UntilAsync(() => Builds(site, "late").Length > 0);
            worker.Kill();
            await using var again = await StartAgainAsync();
            built = (await interrupted.WaitAsync()).ShouldSucceed();
            Assert.Contains("The build worker late is lost", built.Error, StringComparison.Ordinal);
            Assert.Contains($"Published {built.Result}, built on late", built.Error, StringComparison.Ordinal);
        }

        Task<SiteDaemon> StartAgainAsync() =>
            site.StartDaemonAsync($"-stateDir={StateOf(site, "late")}", StoreFlag(site), $"-portNum={port}");
    }

    [Fact]
    public async Task Cancellation_ReachesTheWorkerWithinTwoSeconds()
    {
        using var site = new BuildSite();
        site.Stream("slow", "base", ("scripts/sleep", "#!/bin/sh\nwhile true; do sleep 1; done\n"));
        await using var worker = await StartWorkerAsync(site, "one");
        await using var daemon = await StartAsync(site, ("one", worker));
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
        using var build = daemon.StartTool("build-image", "slow");
        await Wait.UntilAsync(() => Builds(site, "one").Length > 0);

        build.Signal("INT");

        (await build.WaitAsync()).ShouldFail(130);
        await Wait.UntilAsync(() => Builds(site, "one").Length == 0);
    }

    [Fact]
    public async Task FailedBuild_SaysWhereItRan_AndWhy()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base", ("scripts/10-bad", "#!/bin/sh\necho something is wrong >&2\nexit 3\n"));
        await using var worker = await StartWorkerAsync(site, "one");
        await using var daemon = await StartAsync(site, ("one", worker));

        (await daemon.ToolAsync("build-image", "bad")).ShouldFail(1, "bad: scripts:", "10-bad", "status 3", "(on one)", "something is wrong");
    }

    [Fact]
    public async Task ReplaceIdleSlaves_ReadsTheListAgain()
    {
        using var site = new BuildSite();
        await using var worker = await StartWorkerAsync(site, "one");
        await using var daemon = await StartAsync(site, ("one", worker));
        (await daemon.ToolAsync("replace-idle-slaves")).ShouldSucceed();

        await File.WriteAllTextAsync(ListOf(site), "{\"Workers\": [{\"Adress\": \"x\"}]}", TestContext.Current.CancellationToken);

        (await daemon.ToolAsync("replace-idle-slaves")).ShouldFail(1, "the previous list stays active", "Address was probably meant");
        Assert.Contains(
            "built on one",
            (await daemon.ToolAsync("-alwaysShowBuildLog", "build-image", "base")).ShouldSucceed().Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadList_StopsTheStart_AndIsFoundByTheCheck()
    {
        using var site = new BuildSite();
        var list = ListOf(site);
        await File.WriteAllTextAsync(list, "{\"Workers\": [{\"Address\": \"host:99999\"}]}", TestContext.Current.CancellationToken);
        var check = await RunningProgram.RunAsync(
            Distribution.Imaginator, ["-checkConfiguration", .. site.BuildArguments("base").Skip(1).SkipLast(1), $"-slaveDriverConfigurationFile={list}"]);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"{list}:1: $.Workers[0].Address: error: invalid address \"host:99999\"", check.Output, StringComparison.Ordinal);
    }

    private static Task<SiteDaemon> StartWorkerAsync(BuildSite site, string name) =>
        site.StartDaemonAsync($"-stateDir={StateOf(site, name)}", StoreFlag(site));

    private static Task WriteListAsync(BuildSite site, params (string Name, SiteDaemon Daemon)[] workers) => File.WriteAllTextAsync(
        ListOf(site),
        "# the workers\n" + JsonSerializer.Serialize(new
        {
            Workers = workers.Select(worker => new { worker.Name, Address = $"127.0.0.1:{worker.Daemon.Port}" }),
        }),
        TestContext.Current.CancellationToken);

    private static async Task<SiteDaemon> StartAsync(BuildSite site, params (string Name, SiteDaemon Daemon)[] workers)
    {
        await WriteListAsync(site, workers);
        return await site.StartDaemonAsync($"-slaveDriverConfigurationFile={ListOf(site)}", StoreFlag(site));
    }

    private static string ListOf(BuildSite site) => Path.Combine(site.Root, "workers.json");

    private static string StateOf(BuildSite site, string worker) => Path.Combine(site.Root, $"state-{worker}");

    private static string StoreFlag(BuildSite site) => $"-imageStore={Path.Combine(site.Root, "store")}";

    private static string[] Builds(BuildSite site, string worker)
    {
        var builds = Path.Combine(StateOf(site, worker), "builds");
        return Directory.Exists(builds) ? Directory.GetDirectories(builds) : [];
    }
}
