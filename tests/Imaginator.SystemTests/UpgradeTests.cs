using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>
/// The programs continue on a state directory of version 0.1, with its configuration files and flags. The daemon of version 0.1
/// was killed while an automatic build ran and two builds waited; see <c>StateOfVersion0.1/README.md</c>.
/// </summary>
public sealed partial class UpgradeTests : IDisposable
{
    private const string Interrupted = "[interrupted: the daemon ended before the build did]\n";

    // The program in the images of the state is one of this architecture.
    private static readonly bool CanRunImages = RuntimeInformation.OSArchitecture == Architecture.X64;

    private readonly TemporaryDirectory _site = new();

    [Fact]
    public async Task Upgrade_StartsOnTheStateOfVersion01()
    {
        var pauseEnd = TimeProvider.System.GetUtcNow().AddDays(1);
        await UnpackAsync(pauseEnd);
        (await RunningProgram.RunAsync(Distribution.Imaginator, ["-checkConfiguration", .. Flags()])).ShouldSucceed();
        var images = await File.ReadAllLinesAsync(_site.PathOf("images"), TestContext.Current.CancellationToken);
        await CheckStoreAsync(images);
        var journal = await ReadAsync("state/queue/journal");

        await using (var daemon = await SiteDaemon.StartAsync(Flags()))
        {
            Assert.Equal(pauseEnd, await PauseEndAsync(daemon));
            Assert.Equal(journal, await ReadAsync("state/queue/queue.journal.converted-0.1"));
            Assert.False(File.Exists(_site.PathOf("state/queue/journal")));
            await CheckHistoryAsync(daemon, images);
            await Wait.UntilAsync(() => Directory.GetDirectories(_site.PathOf("state/builds")).Length == 0);
            if (CanRunImages)
            {
                await BuildOnOldBaseAsync(daemon);
            }

            // Automatic builds are paused, and the caller of the waiting request has lost the connection.
            var builds = await BuildsAsync(daemon);
            Assert.DoesNotContain(builds, build => build.TryGetProperty("retryOf", out _) || build.TryGetProperty("retriedAs", out _));
        }

        // The next start reads what the first one converted.
        await using var next = await SiteDaemon.StartAsync(Flags());
        Assert.Equal(pauseEnd, await PauseEndAsync(next));
        Assert.DoesNotContain("interrupted", next.Errors, StringComparison.Ordinal);
        (await ToolAsync("fsck-store", "-repair")).ShouldSucceed();
        (await ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task Upgrade_RetriesTheAutomaticBuildsOfVersion01_WithTheImageStreamsThatItKept()
    {
        await UnpackAsync(pauseEnd: TimeProvider.System.GetUtcNow().AddDays(-1));
        File.Delete(_site.PathOf("streams.json"));
        _site.Write("manifests/nightly/scripts/10-run", "#!/bin/run\nprint nightly of the next version\n");

        // Without a schedule, nothing but the journal of version 0.1 requests these builds.
        await using var daemon = await SiteDaemon.StartAsync([.. Flags(), "-imageRebuildInterval=0"]);

        Assert.Null(await PauseEndAsync(daemon));
        foreach (var (stream, text) in new[] { ("auto/nightly", "nightly of the next version\n"), ("auto/weekly", "weekly of version 0.1\n") })
        {
            await Wait.UntilAsync(async () => (await RetryAsync(daemon, stream)).TryGetProperty("finishedAt", out _));
            var retry = await RetryAsync(daemon, stream);
            Assert.Equal("retry", Field(retry, "reason"));
            var first = Assert.Single(await BuildsAsync(daemon), build => Field(build, "id") == Field(retry, "retryOf"));
            Assert.Equal("interrupted", Field(first, "result"));
            Assert.Equal(Field(retry, "id"), Field(first, "retriedAs"));
            if (CanRunImages)
            {
                Assert.Equal("succeeded", Field(retry, "result"));
                Assert.Contains(text, await daemon.PageAsync(Field(retry, "log")), StringComparison.Ordinal);
            }
        }

        var request = (await BuildsAsync(daemon)).First(build => Field(build, "stream") == "users/good");
        Assert.Equal("interrupted", Field(request, "result"));
        Assert.False(request.TryGetProperty("retriedAs", out _));
    }

    public void Dispose() => _site.Dispose();

    private async Task CheckStoreAsync(string[] images)
    {
        // The killed build had begun an upload.
        var check = (await ToolAsync("fsck-store")).ShouldSucceed();
        Assert.StartsWith($"note: {_site.PathOf("state/store/incoming")}: 1 remnant of interrupted uploads", check.Result, StringComparison.Ordinal);
        var listed = (await ToolAsync("list-images")).ShouldSucceed().Output;
        Assert.All(images, image => Assert.Contains(image, listed, StringComparison.Ordinal));

        (await ToolAsync("get-image", images[1], _site.PathOf("unpacked"))).ShouldSucceed();
        Assert.Equal("file of good\n", await ReadAsync("unpacked/etc/good"));
        Assert.Equal("written by the script\n", await ReadAsync("unpacked/etc/written"));
        Assert.Equal("run", new FileInfo(_site.PathOf("unpacked/bin/sh")).LinkTarget);
        var properties = await RunningProgram.RunAsync(
            "stat", ["-c", "%a %u:%g %h %F %t,%T", .. new[] { "bin/run", "etc/shadow", "etc/passwd", "tmp", "dev/null" }
                .Select(path => _site.PathOf("unpacked", path))]);
        Assert.Equal(
            [
                "755 0:0 1 regular file 0,0", "640 0:42 1 regular file 0,0", "644 0:0 2 regular file 0,0", "1777 0:0 2 directory 0,0",
                "644 0:0 1 character special file 1,3",
            ],
            properties.ShouldSucceed().Result.Split('\n'));
    }

    private static async Task CheckHistoryAsync(SiteDaemon daemon, string[] images)
    {
        var builds = await BuildsAsync(daemon);
        Assert.Equal(
            [
                "users/good interrupted request", "auto/weekly interrupted auto-rebuild", "auto/nightly interrupted auto-rebuild",
                "base succeeded auto-rebuild", "users/bad failed request", "users/good succeeded request",
            ],
            builds.Select(build => $"{Field(build, "stream")} {Field(build, "result")} {Field(build, "reason")}"));

        var (running, identical, failed, succeeded) = (builds[2], builds[3], builds[4], builds[5]);
        Assert.Equal(images[0], Field(identical, "identicalTo"));
        Assert.Equal(images[2], Field(succeeded, "image"));
        Assert.Equal("users/bad: scripts: /.scripts/10-run exited with status 3: bad of version 0.1", Field(failed, "error"));
        var inputs = succeeded.GetProperty("inputs");
        Assert.Equal("dir://$SITE/manifests/good", Field(inputs, "manifestUrl"));
        Assert.Equal(images[0], Field(inputs, "sourceImage"));
        var details = JsonDocument.Parse(await daemon.PageAsync($"/api/v1/builds/{Field(succeeded, "id")}")).RootElement;
        Assert.Contains("scripts", details.GetProperty("stages").EnumerateArray().Select(stage => Field(stage, "name")));

        Assert.Contains("good of version 0.1\n", await daemon.PageAsync(Field(succeeded, "log")), StringComparison.Ordinal);
        Assert.Contains("bad of version 0.1\n", await daemon.PageAsync(Field(failed, "log")), StringComparison.Ordinal);
        var log = await daemon.PageAsync(Field(running, "log"));
        Assert.Contains("nightly begins\n", log, StringComparison.Ordinal);
        Assert.EndsWith(Interrupted, log, StringComparison.Ordinal);
    }

    private async Task BuildOnOldBaseAsync(SiteDaemon daemon)
    {
        _site.Write("manifests/good/files/etc/good", "file of the next version\n");
        var image = (await daemon.ToolAsync("build-image", "-maxSourceAge=0", "users/good")).ShouldSucceed().Result;

        (await ToolAsync("get-image", image, _site.PathOf("new"))).ShouldSucceed();
        Assert.Equal("file of the next version\n", await ReadAsync("new/etc/good"));
        Assert.Equal("written by the script\n", await ReadAsync("new/etc/written"));
        Assert.Equal("run", new FileInfo(_site.PathOf("new/bin/sh")).LinkTarget);
        var builds = await BuildsAsync(daemon);
        Assert.Equal(image, Field(builds[0], "image"));
        Assert.Single(builds, build => Field(build, "stream") == "base");
    }

    /// <summary>
    /// Unpacks the state, and gives the pause of automatic builds another end: version 0.1 permits no pause that outlasts this test.
    /// </summary>
    private async Task UnpackAsync(DateTimeOffset pauseEnd)
    {
        var archive = RepositoryFiles.ExistingPathOf("tests", "Imaginator.SystemTests", "StateOfVersion0.1", "state.tar.gz");
        (await RunningProgram.RunAsync("tar", ["-C", _site.FullName, "--numeric-owner", "-xpzf", archive])).ShouldSucceed();
        await EditAsync("flags", text => text.Replace("@SITE@", _site.FullName, StringComparison.Ordinal));
        await EditAsync("variables", text => text.Replace("@SITE@", _site.FullName, StringComparison.Ordinal));
        var end = pauseEnd.ToString("O", CultureInfo.InvariantCulture);
        await EditAsync("state/queue/journal", text => PauseEnd().Replace(text, $"\"AutoBuildsUntil\":\"{end}\""));
        Assert.Contains(end, await ReadAsync("state/queue/journal"), StringComparison.Ordinal);
    }

    /// <summary>The flags of the daemon of version 0.1.</summary>
    private string[] Flags() => File.ReadAllLines(_site.PathOf("flags"));

    private Task<ProgramResult> ToolAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Distribution.BuilderTool, [.. arguments, $"-stateDir={_site.PathOf("state")}"]);

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(_site.PathOf(name), TestContext.Current.CancellationToken);

    private async Task EditAsync(string name, Func<string, string> edit) =>
        await File.WriteAllTextAsync(_site.PathOf(name), edit(await ReadAsync(name)), TestContext.Current.CancellationToken);

    private static async Task<DateTimeOffset?> PauseEndAsync(SiteDaemon daemon) =>
        JsonDocument.Parse(await daemon.PageAsync("/api/v1/status")).RootElement.TryGetProperty("autoBuildsDisabledUntil", out var end)
            ? end.GetDateTimeOffset()
            : null;

    private static async Task<JsonElement> RetryAsync(SiteDaemon daemon, string stream) =>
        Assert.Single(
            await BuildsAsync(daemon), build => Field(build, "stream") == stream && build.TryGetProperty("retryOf", out _));

    private static async Task<JsonElement[]> BuildsAsync(SiteDaemon daemon) =>
        [.. JsonDocument.Parse(await daemon.PageAsync("/api/v1/builds")).RootElement.GetProperty("builds").EnumerateArray()];

    private static string Field(JsonElement build, string name) => build.GetProperty(name).GetString()!;

    [GeneratedRegex("\"AutoBuildsUntil\":\"[^\"]*\"")]
    private static partial Regex PauseEnd();
}
