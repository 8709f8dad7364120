using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>What users read when something goes wrong, and that nothing is left of it.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task UnknownStream_IsNamed()
    {
        using var site = new BuildSite();
        (await site.BuildAsync("nonesuch")).ShouldFail(1, "nonesuch", "unknown stream");
        (await site.BuildAsync("bsae")).ShouldFail(1, "unknown stream \"bsae\"", "; did you mean \"base\"?");
    }

    [Fact]
    public async Task FailingScript_IsNamedWithItsStatusAndLastWords()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base", ("scripts/10-bad", "#!/bin/sh\necho something is wrong >&2\nexit 3\n"));
        var result = (await site.BuildAsync("bad")).ShouldFail(1, "bad: scripts:", "10-bad", "status 3", "something is wrong");
        Assert.Equal("", result.Output);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task ScriptsAndTestsThatCannotStart_AreNamedWithTheirInterpreter()
    {
        using var site = new BuildSite();
        site.Stream("script", "base", ("scripts/10-x", "#!/usr/bin/perl\n"));
        site.Stream("test", "base", ("tests/x", "#!/usr/bin/perl\n"));

        const string Cause = "(its interpreter \"/usr/bin/perl\" does not exist in the image; install it, or correct the first line)";
        (await site.BuildAsync("script")).ShouldFail(1, "script: scripts: /.scripts/10-x", Cause);
        (await site.BuildAsync("test")).ShouldFail(1, "test: tests: /tests/test/x", Cause);
    }

    [Fact]
    public async Task FailingTest_PublishesNothing()
    {
        using var site = new BuildSite();
        site.Stream("untested", "base", ("tests/fails", "#!/bin/sh\necho no good\nexit 1\n"));
        (await site.BuildAsync("untested")).ShouldFail(1, "untested: tests:", "/tests/untested/fails", "status 1");
        (await site.ToolAsync("find-latest-image", "untested")).ShouldFail(1, "stream \"untested\" has no image");
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task UnknownPackagerType_IsNamedWithThoseThatAre()
    {
        using var site = new BuildSite();
        site.Main("PackagerTypes", new { deb = new { } });
        (await site.BuildAsync("base")).ShouldFail(1, "\"none\"", "deb");
    }

    [Fact]
    public async Task BootstrapCommandThatIsNotInstalled_IsNamed()
    {
        using var site = new BuildSite();
        site.Bootstrap("base", "no-such-bootstrap", "$dir");
        (await site.BuildAsync("base")).ShouldFail(1, "base: bootstrap:", "no-such-bootstrap", "not found", "install it");
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task BadManifest_FailsBeforeAnythingIsBuilt()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base");
        site.File("bad", "manifest", "{\"SourceImage\": 7}");
        (await site.BuildAsync("bad")).ShouldFail(1, "bad: load manifest:", "manifest", "SourceImage");
        (await site.ToolAsync("find-latest-image", "base")).ShouldFail(1);
    }

    [Fact]
    public async Task ManifestWithManyFaults_ListsThemLineByLine_AndFailsInOneLine()
    {
        using var site = new BuildSite();
        site.Stream("bad", "base", ("package-list", "one two\n"), ("filter", "(\n"), ("tags.json", "7"));
        var failed = (await site.BuildAsync("bad")).ShouldFail(
            1, "bad: load manifest: ", "3 faults, listed in the build log; the first error: package-list:1");

        var lines = failed.Error.Split('\n');
        Assert.All(
            ["  package-list:1: ", "  filter:1: ", "  tags.json:1: "],
            place => Assert.Single(lines, line => line.StartsWith(place, StringComparison.Ordinal)));
        Assert.DoesNotContain("tags.json", failed.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindMount_OfADirectoryThatIsMissing_IsNamed()
    {
        using var site = new BuildSite();
        site.Main("BindMounts", new[] { "/no/such" });
        (await site.BuildAsync("base")).ShouldFail(1, "bind mount \"/no/such\" failed: it is not a directory on this machine");
        Assert.Empty(site.Leftovers());
    }

    [Theory]
    [InlineData("/", "\"/\" is the root; name a directory below it")]
    [InlineData("here", "\"here\" is not an absolute path")]
    public async Task BindMount_ThatCannotBe_IsUsageError(string path, string expected)
    {
        using var site = new BuildSite();
        (await site.ToolAsync("build-from-manifest", $"-bindMounts={path}", site.Root, "s")).ShouldFail(2, "-bindMounts: " + expected);
    }

    [Fact]
    public async Task CycleOfSourceImages_IsPrinted()
    {
        using var site = new BuildSite();
        site.Stream("a", "b");
        site.Stream("b", "a");
        (await site.BuildAsync("a")).ShouldFail(1, "cycle", "a -> b -> a");
    }

    [Theory]
    [InlineData("/proc/imaginator", "mkdirat /proc/imaginator")]
    [InlineData("/dev/null", "open /dev/null: Not a directory")]
    public async Task StateDirectoryThatCannotBeWritten_IsNamed(string directory, string reason)
    {
        using var site = new BuildSite();
        site.StateDirectory = directory;
        (await site.BuildAsync("base")).ShouldFail(1, $"cannot use the state directory \"{directory}\": {reason}", "-stateDir");
    }

    [Fact]
    public async Task UnreachableMirror_IsNamedInTheLastLine()
    {
        using var site = new BuildSite();
        site.Bootstrap("base", "mmdebstrap", "--variant=minbase", "bookworm", "$dir", "http://127.0.0.1:9/debian");
        var result = (await site.BuildAsync("base")).ShouldFail(1);
        Assert.Contains("base: bootstrap: mmdebstrap exited with status", result.LastLine, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:9", result.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutRoot_SaysSo()
    {
        using var site = new BuildSite();
        var arguments = site.BuildArguments("base");
        File.SetUnixFileMode(site.Root, (UnixFileMode)0x1ED);
        var result = await RunningProgram.RunAsync(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Distribution.Imaginator, .. arguments]);
        result.ShouldFail(1, "root");
    }

    [Fact]
    public async Task FullDisk_IsCalledThatAndLeavesNothing()
    {
        using var site = new BuildSite();
        site.StateDirectory = Path.Combine(site.Root, "small");
        Directory.CreateDirectory(site.StateDirectory);
        (await RunningProgram.RunAsync("mount", ["-t", "tmpfs", "-o", "size=12m,mode=755", "none", site.StateDirectory])).ShouldSucceed();
        try
        {
            site.Stream("big", "base", ("scripts/fill", "#!/bin/sh\nyes | head -c 100000000 >/big\n"));
            (await site.BuildAsync("big", "-buildDisk=none")).ShouldFail(1, "big: scripts: /.scripts/fill", "disk full");
            Assert.Empty(Directory.GetDirectories(Path.Combine(site.StateDirectory, "builds")));
        }
        finally
        {
            await RunningProgram.RunAsync("umount", [site.StateDirectory]);
        }
    }

    /// <summary>The script does not notice: its file system has more space than the disk, to which the kernel writes later.</summary>
    [Fact]
    public async Task FullDisk_BelowTheFileSystemOfABuild_FailsTheBuild()
    {
        using var site = new BuildSite();
        site.StateDirectory = Path.Combine(site.Root, "small");
        Directory.CreateDirectory(site.StateDirectory);
        (await RunningProgram.RunAsync("mount", ["-t", "tmpfs", "-o", "size=64m,mode=755", "none", site.StateDirectory])).ShouldSucceed();
        try
        {
            site.Stream("big", "base", ("scripts/fill", "#!/bin/sh\nyes | head -c 200000000 >/big\n"));
            (await site.BuildAsync("base")).ShouldSucceed();
            (await site.BuildAsync("big", "-buildDisk=filesystem")).ShouldFail(1, "big: ", "disk");
            (await site.ToolAsync("find-latest-image", "big")).ShouldFail(1, "stream \"big\" has no image");
            Assert.Empty(Directory.GetDirectories(Path.Combine(site.StateDirectory, "builds")));
        }
        finally
        {
            await RunningProgram.RunAsync("umount", ["-l", site.StateDirectory]);
        }
    }

    // Both fill it slowly in the end: the last of it takes seconds, and who watches is not always there at once.
    [Theory]
    [InlineData(
        "size=256m",
        "head -c 232m /dev/zero >/big; while head -c 200k /dev/zero >>/big; do sleep 0.2; done",
        "on which less than 5.1 MiB were free")]
    [InlineData(
        "nr_inodes=20000",
        "mkdir /many; for i in $(seq 18800); do : >/many/$i; done; while :; do i=$((i+1)); : >/many/$i; sleep 0.02; done",
        "on which less than 400 more files fitted")]
    public async Task BuildThatFillsTheDisk_GoesBeforeTheOthersDo(string limit, string fill, string reason)
    {
        using var site = new BuildSite();
        site.StateDirectory = Path.Combine(site.Root, "small");
        Directory.CreateDirectory(site.StateDirectory);
        (await RunningProgram.RunAsync("mount", ["-t", "tmpfs", "-o", limit + ",mode=755", "none", site.StateDirectory])).ShouldSucceed();
        try
        {
            var done = Path.Combine(site.Root, "done");
            Directory.CreateDirectory(done);
            site.Main("BindMounts", new[] { done });
            site.Stream("modest", "base", ("scripts/write", $"""
                #!/bin/sh
                set -e
                : >/running
                until test -e {done}/now; do head -c 1000 /dev/zero >>/little; sleep 0.05; done
                """));
            site.Stream("filler", "base", ("scripts/fill", $"#!/bin/sh\n{fill}\n"));
            (await site.BuildAsync("base")).ShouldSucceed();
            using var modest = site.StartBuild("modest", "-buildDisk=none");
            await Wait.UntilAsync(() => Directory.EnumerateFiles(site.StateDirectory + "/builds", "running", SearchOption.AllDirectories).Any());

            (await site.BuildAsync("filler", "-buildDisk=none")).ShouldFail(
                1, $"filler: scripts: /.scripts/fill was killed, because it filled the disk, {reason}");
            await File.WriteAllTextAsync(Path.Combine(done, "now"), "", TestContext.Current.CancellationToken);
            (await modest.WaitAsync()).ShouldSucceed();
            Assert.Empty(Directory.GetDirectories(Path.Combine(site.StateDirectory, "builds")));
        }
        finally
        {
            await RunningProgram.RunAsync("umount", ["-l", site.StateDirectory]);
        }
    }

    [Fact]
    public async Task Interrupt_LeavesNothing_AndTakesNoTime()
    {
        using var site = new BuildSite();
        var marker = UniqueSleep();
        site.Stream("slow", "base", ("scripts/sleep", $"#!/bin/sh\ntrap '' TERM INT\nsetsid {marker} &\nwhile true; do sleep 1; done\n"));
        (await site.BuildAsync("base")).ShouldSucceed();
        using var build = site.StartBuild("slow");
        await Wait.UntilAsync(() => BuildSite.CountProcesses(marker) > 0);
        build.Signal("INT");
        var started = TimeProvider.System.GetTimestamp();
        var result = await build.WaitAsync();
        // On a machine that has time for it.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        result.ShouldFail(130, "interrupted");
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task KillInTheMiddle_IsCleanedUpByTheNextBuild()
    {
        using var site = new BuildSite();
        var marker = UniqueSleep();
        site.Stream("slow", "base", ("scripts/sleep", $"#!/bin/sh\n{marker}\n"));
        (await site.BuildAsync("base")).ShouldSucceed();
        using (var build = site.StartBuild("slow"))
        {
            await Wait.UntilAsync(() => BuildSite.CountProcesses(marker) > 0);
            build.Kill();
            await build.WaitAsync();
        }

        site.File("slow", "scripts/sleep", "#!/bin/sh\ntrue\n");
        (await site.BuildAsync("slow")).ShouldSucceed();
        Assert.Empty(site.Leftovers());

        // What the killed build had uploaded is known as its leftovers: no fault. It goes.
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
        (await site.ToolAsync("fsck-store", "-repair")).ShouldSucceed();
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    // A command that no other test runs.
    private static string UniqueSleep() => $"sleep {100_000_000 + Random.Shared.Next(100_000_000)}";
}
