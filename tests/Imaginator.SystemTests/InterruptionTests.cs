using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>
/// A build is interrupted, as with Ctrl-C, or killed, in the middle of each stage that can be held up: nothing is left, and
/// the next build succeeds.
/// </summary>
/// <remarks>
/// Each stage is interrupted or killed, some both. <c>./test.sh --long interruptions</c> interrupts and kills every stage.
/// </remarks>
public sealed class InterruptionTests : IDisposable
{
    // Two seconds, that is, on a machine that has time for it.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(20);

    // What stages are held up with: nobody else sleeps for as long.
    private readonly string _mark = (100_000_000 + Random.Shared.Next(100_000_000)).ToString(CultureInfo.InvariantCulture);
    private readonly BuildSite _site = new();

    private static readonly string[] Stages =
    [
        "bootstrap", "fetch manifest", "source image", "unpack", "pre-install-scripts", "packages", "scripts", "clean",
        "post-cleanup-scripts", "list packages", "scan", "tests",
    ];

    public static IEnumerable<TheoryDataRow<string>> Interrupted =>
        Rows(["bootstrap", "source image", "packages", "scripts", "post-cleanup-scripts", "scan"]);

    public static IEnumerable<TheoryDataRow<string>> Killed =>
        Rows(["fetch manifest", "unpack", "pre-install-scripts", "scripts", "clean", "list packages", "tests"]);

    private string Sleep => $"sleep {_mark}";

    public void Dispose() => _site.Dispose();

    [Theory]
    [MemberData(nameof(Interrupted))]
    public async Task Interrupt_LeavesNothing_AndTakesNoTime(string stage)
    {
        using var build = await StartHeldUpAsync(stage);
        var started = TimeProvider.System.GetTimestamp();
        build.SignalGroup("INT");
        var result = await build.WaitAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Promise);
        result.ShouldFail(130, "interrupted");
        Assert.Empty(Marked());
        Assert.Empty(_site.Leftovers());
    }

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task Kill_LeavesNoProcess_AndTheNextBuildCleansUp(string stage)
    {
        string[] groups;
        using (var build = await StartHeldUpAsync(stage))
        {
            groups = [.. ControlGroups(build.Id)];
            build.Kill();
            await build.WaitAsync();
        }

        await Wait.UntilAsync(() => Marked().Count == 0);
        await AssertNextBuildSucceedsAsync();
        Assert.Empty(_site.Leftovers());
        Assert.True(stage != "scripts" || groups.Length > 0, "a build that runs a script has no control group");
        Assert.DoesNotContain(groups, Directory.Exists);
    }

    private static IEnumerable<TheoryDataRow<string>> Rows(string[] always) =>
        Stages.Select(stage => new TheoryDataRow<string>(stage) { Explicit = !always.Contains(stage) });

    /// <summary>Starts a build and waits until it is in the middle of a stage.</summary>
    private async Task<RunningProgram> StartHeldUpAsync(string stage)
    {
        var script = $"#!/bin/sh\ntrap '' TERM INT\nsetsid {Sleep} &\nwhile :; do {Sleep}; done\n";
        Func<bool> isThere = () => Marked().Count >= 2;
        var stream = "held";
        _site.Main("PackagerTypes", new { none = Packager(""), slow = Packager(stage) });
        switch (stage)
        {
            case "bootstrap":
                stream = "slow/base";
                _site.Bootstrap(stream, "sh", "-c", script);
                break;
            case "source image":
                _site.Bootstrap("slow/base", "sh", "-c", script);
                _site.Stream(stream, "slow/base");
                break;
            case "fetch manifest":
                var server = new TcpListener(IPAddress.Loopback, 0);
                server.Start();
                _site.Stream(stream, "base");
                _site.StreamField(stream, "ManifestUrl", $"http://{server.LocalEndpoint}/repository.git");
                isThere = server.Pending;
                break;
            case "unpack":
            case "scan":
                // A sparse file: it takes no room, and longer to read than anybody waits.
                _site.Stream("large", "base", ("scripts/large", $"#!/bin/sh\ntruncate -s {(stage == "scan" ? "1T" : "2G")} /large\n"));
                _site.Stream(stream, "large");
                stream = stage == "scan" ? "large" : stream;
                isThere = () => Contains(_site.StateDirectory + "/builds", "large") || Contains(_site.StateDirectory + "/source-trees", "large");
                if (stage == "unpack")
                {
                    (await _site.BuildAsync("large")).ShouldSucceed();
                }

                break;
            case "packages":
            case "clean":
            case "list packages":
                _site.Stream(stream, "slow/packager", ("package-list", "one\n"));
                _site.BootstrapWith("slow/packager", "slow", "sh", "-c", BuildSite.BootstrapScript, "$dir");
                isThere = () => Marked().Count >= 1;
                break;
            case "tests":
                _site.Stream(stream, "base", ("tests/slow", script));
                break;
            default:
                _site.Stream(stream, "base", ($"{stage}/slow", script));
                break;
        }

        // The tree of a build with its own file system is not visible.
        var build = _site.StartBuild(stream, stage == "scan" ? ["-buildDisk=none"] : []);
        try
        {
            await Wait.UntilAsync(isThere);
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    /// <summary>A packager type that is slow in one stage, once it is there.</summary>
    private object Packager(string slowStage)
    {
        string[] Command(string stage) =>
            ["sh", "-c", stage == slowStage ? $"test ! -e /slow || {Sleep}; : > /slow" : "true"];
        return new
        {
            InstallCommand = slowStage == "packages" ? ["sh", "-c", Sleep] : Command("packages"),
            CleanCommand = Command("clean"),
            ListCommand = new { ArgList = Command("list packages") },
        };
    }

    private async Task AssertNextBuildSucceedsAsync()
    {
        _site.Stream("next", "base", ("files/etc/motd", "hello\n"));
        (await _site.BuildAsync("next")).ShouldSucceed();
        (await _site.ToolAsync("fsck-store", "-repair")).ShouldSucceed();
        (await _site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    // A tree has links such as /var/run, which lead to this machine's own directories when they are followed from outside.
    private static readonly EnumerationOptions InsideOnly = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private static bool Contains(string directory, string name)
    {
        try
        {
            return Directory.EnumerateFiles(directory, name, InsideOnly).Any();
        }
        catch (DirectoryNotFoundException)
        {
            return false; // Not yet, or just removed.
        }
    }

    private List<string> Marked() =>
    [
        .. Directory.GetDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _))
            .Select(BuildSite.CommandLine)
            .Where(line => line.Contains(Sleep, StringComparison.Ordinal)),
    ];

    /// <summary>The control groups of a running build, which are named after it.</summary>
    private static IEnumerable<string> ControlGroups(int id) => Directory.EnumerateDirectories(
        "/sys/fs/cgroup", $"imaginator-{id}-*", new EnumerationOptions { RecurseSubdirectories = true });
}
