using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>builder-tool against a real daemon.</summary>
public sealed class DaemonCommandTests
{
    [Fact]
    public async Task BuildImage_BuildsTheStreamAndItsSource_AndPrintsTheName()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("scripts/say", "#!/bin/sh\necho \"it says $WORD\"\n"));
        await using var daemon = await site.StartDaemonAsync();

        var quiet = (await daemon.ToolAsync("build-image", "-variables=WORD=hush", "users/one")).ShouldSucceed();
        var loud = (await daemon.ToolAsync("-alwaysShowBuildLog", "build-image", "-variables=WORD=hello", "users/one")).ShouldSucceed();

        Assert.Matches("^users/one/[0-9]{4}-[0-9]{2}-[0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{2}$", quiet.Result);
        Assert.Matches("^build (?<id>[^ ]+) at http://[^ ]+/builds/\\k<id>: (queued, position [0-9]+|started)", quiet.Error);
        Assert.All(quiet.Error.TrimEnd().Split('\n'), line => Assert.StartsWith("build ", line, StringComparison.Ordinal));
        Assert.Contains("it says hello", loud.Error, StringComparison.Ordinal);
        Assert.NotEqual(quiet.Result, loud.Result);
        Assert.Contains(quiet.Result, (await site.ToolAsync("list-images", "users/one")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task BuildImage_ShowsTheLogOfAFailure()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base", ("scripts/10-bad", "#!/bin/sh\necho something is wrong >&2\nexit 3\n"));
        await using var daemon = await site.StartDaemonAsync();

        var result = (await daemon.ToolAsync("build-image", "bad")).ShouldFail(1, "something is wrong", "10-bad", "status 3");

        Assert.Equal("", result.Output);
        Assert.StartsWith("builder-tool: bad: scripts:", result.Error.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildImage_WritesTheImageToAFile_AndPublishesNothing()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base");
        await using var daemon = await site.StartDaemonAsync();
        var file = Path.Combine(site.Root, "image");

        (await daemon.ToolAsync("build-image", $"-imageFilename={file}", "users/one")).ShouldSucceed();

        Assert.True(new FileInfo(file).Length > 100);
        (await site.ToolAsync("find-latest-image", "users/one")).ShouldFail(1, "stream \"users/one\" has no image");
    }

    [Fact]
    public async Task BuildFromManifest_WritesTheImageToAFile_AndPublishesNothing()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base");
        (await site.BuildAsync("base")).ShouldSucceed();
        var file = Path.Combine(site.Root, "image");

        (await site.ToolAsync(
            "build-from-manifest", $"-imageFilename={file}", site.ManifestDirectory("users/one"), "users/one")).ShouldSucceed();

        Assert.True(new FileInfo(file).Length > 100);
        (await site.ToolAsync("find-latest-image", "users/one")).ShouldFail(1, "stream \"users/one\" has no image");

        // The objects that only the file refers to are no fault of the store.
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
        File.CreateSymbolicLink(file + ".link", file);
        (await site.ToolAsync("build-from-manifest", $"-imageFilename={file}.link", site.ManifestDirectory("users/one"), "users/one"))
            .ShouldFail(1, "it is a symbolic link");
    }

    [Fact]
    public async Task Interrupt_CancelsTheBuildOnTheDaemonWithinTwoSeconds()
    {
        using var site = new BuildSite();
        site.Stream("slow", "base", ("scripts/sleep", "#!/bin/sh\nwhile true; do sleep 1; done\n"));
        await using var daemon = await site.StartDaemonAsync();
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
        using var build = daemon.StartTool("build-image", "slow");
        await Wait.UntilAsync(() => site.Leftovers().Any());

        build.Signal("INT");

        (await build.WaitAsync()).ShouldFail(130, "interrupted");
        await Wait.UntilAsync(() => !site.Leftovers().Any());
    }

    [Fact]
    public async Task Pauses_RefuseBuilds_AndEndThem()
    {
        using var site = new BuildSite();
        await using var daemon = await site.StartDaemonAsync();

        var until = (await daemon.ToolAsync("disable-build-requests", "-disableFor=1h", "-json")).ShouldSucceed();
        (await daemon.ToolAsync("build-image", "base")).ShouldFail(1, "disabled until");
        (await daemon.ToolAsync("enable-build-requests")).ShouldSucceed();
        (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();

        using var json = JsonDocument.Parse(until.Output);
        Assert.InRange(
            json.RootElement.GetProperty("disabledUntil").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        (await daemon.ToolAsync("disable-build-requests", "-disableFor=25h")).ShouldFail(1, "24h");
    }

    [Fact]
    public async Task Certificates_OfATrialSite_LetTheirOwnersIn()
    {
        using var site = new BuildSite();
        var certificates = Path.Combine(site.Root, "certificates");
        (await site.ToolAsync("make-certificates", certificates, "-siteUser=ann", "-siteUserGroups=web")).ShouldSucceed();
        site.Stream("users/web", "base");
        site.StreamField("users/web", "BuilderGroups", new[] { "web" });
        site.Stream("users/other", "base");
        await using var daemon = await site.StartDaemonAsync(
            $"-CAfile={certificates}/CA.pem", $"-identityCAfile={certificates}/IdentityCA.pem",
            $"-certFile={certificates}/imaginator/cert.pem", $"-keyFile={certificates}/imaginator/key.pem");
        var (admin, user) = ($"-certDirectory={certificates}/admin", $"-certDirectory={certificates}/user");

        (await daemon.ToolAsync(admin, "build-image", "base")).ShouldSucceed();
        var image = (await daemon.ToolAsync(user, "build-image", "users/web")).ShouldSucceed().Result;

        (await daemon.ToolAsync(user, "build-image", "users/other")).ShouldFail(1, "no permission to build: users/other");
        (await daemon.ToolAsync(user, "build-image", "base")).ShouldFail(1, "no permission to build: base");
        (await daemon.ToolAsync(user, "start-auto-builds")).ShouldFail(1, "access to method denied");
        var build = (await daemon.ToolAsync(user, "list-builds", "users/web")).ShouldSucceed().Result;
        Assert.EndsWith(image, build, StringComparison.Ordinal);
        (await daemon.ToolAsync(user, "cancel", build.Split(' ')[0])).ShouldFail(1, "too late to cancel the build: it has ended");
        (await daemon.ToolAsync($"-certDirectory={site.Root}", "cancel", build.Split(' ')[0])).ShouldFail(1, "certificate");
        (await daemon.ToolAsync($"-certDirectory={site.Root}", "build-image", "base")).ShouldFail(1, "missing certificate");
        Assert.Contains("for ann", (await site.ToolAsync("show-image", "-summary", image)).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Builds_AreListedShownAndCancelled()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base", ("scripts/10-bad", "#!/bin/sh\necho oh no\nexit 3\n"));
        site.Stream("slow", "base", ("scripts/sleep", "#!/bin/sh\necho going to sleep\nwhile true; do sleep 1; done\n"));
        await using var daemon = await site.StartDaemonAsync();
        var image = (await daemon.ToolAsync("build-image", "base")).ShouldSucceed().Result;
        (await daemon.ToolAsync("build-image", "bad")).ShouldFail(1);
        using var slow = daemon.StartTool("build-image", "slow");
        var running = "";
        await Wait.UntilAsync(async () => (running = (await daemon.ToolAsync("list-builds", "-result=running")).ShouldSucceed().Result).Length > 0);
        Assert.Contains("slow", running, StringComparison.Ordinal);
        var id = running.Split(' ')[0];

        (await daemon.ToolAsync("cancel", id)).ShouldSucceed();

        (await slow.WaitAsync()).ShouldFail(1, "cancelled by", "going to sleep");
        (await daemon.ToolAsync("cancel", id)).ShouldFail(1, "too late to cancel the build: it has ended");
        string[] builds = (await daemon.ToolAsync("list-builds")).ShouldSucceed().Result.Split('\n');
        Assert.Equal(3, builds.Length);
        Assert.Matches($"^{id}  cancelled  .* slow  slow: cancelled by", builds[0]);
        Assert.Matches("^[0-9a-z]{13}  failed  .* bad   bad: scripts: .*10-bad.*status 3", builds[1]);
        Assert.EndsWith(image, builds[2], StringComparison.Ordinal);
        Assert.Equal(builds[1], (await daemon.ToolAsync("list-builds", "bad")).ShouldSucceed().Result.Replace("bad  bad:", "bad   bad:", StringComparison.Ordinal));

        var failed = builds[1].Split(' ')[0];
        var shown = (await daemon.ToolAsync("show-build", failed)).ShouldSucceed().Output;
        foreach (var part in new[] { "Stream:        bad\n", "Result:        failed\n", $"Source image:  {image}\n", "  unpack ", "status 3" })
        {
            Assert.Contains(part, shown, StringComparison.Ordinal);
        }

        Assert.Contains("oh no\n", (await daemon.ToolAsync("show-build", "-log", failed)).ShouldSucceed().Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await daemon.ToolAsync("show-build", "-json", failed)).ShouldSucceed().Output);
        Assert.Equal("failed", json.RootElement.GetProperty("result").GetString());
        (await daemon.ToolAsync("show-build", "nonesuch")).ShouldFail(1, "build not found");
    }
}
