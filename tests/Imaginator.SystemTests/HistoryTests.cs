using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>What a real daemon remembers of its builds.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task BuildsAndLogs_AreThereAfterARestart()
    {
        using var site = new BuildSite();
        site.Stream("users/good", "base", ("scripts/say", "#!/bin/sh\necho hello\n"));
        site.Stream("users/bad", "base", ("scripts/say", "#!/bin/sh\necho no\nexit 3\n"));
        var logs = $"-buildLogDir={Path.Combine(site.Root, "build-logs")}";
        string image;
        await using (var first = await site.StartDaemonAsync(logs))
        {
            image = (await first.ToolAsync("build-image", "users/good")).ShouldSucceed().Result;
            (await first.ToolAsync("build-image", "users/bad")).ShouldFail(1, "status 3");
        }

        await using var daemon = await site.StartDaemonAsync(logs);
        Assert.Contains("hello\n", await daemon.PageAsync($"/showBuildLog?{image}"), StringComparison.Ordinal);
        Assert.EndsWith(
            "FAILED: users/bad: scripts: /.scripts/say exited with status 3: no\n",
            await daemon.PageAsync("/showLastBuildLog?users/bad"),
            StringComparison.Ordinal);
        var builds = await BuildsAsync(daemon, "");
        Assert.Equal(
            ["users/bad failed request", "base succeeded source-image", "users/good succeeded request"],
            builds.Select(build => $"{Field(build, "stream")} {Field(build, "result")} {Field(build, "reason")}"));
        Assert.Equal(Field(builds[2], "id"), Field(builds[1], "neededBy"));
        Assert.Contains(image, await daemon.PageAsync("/showGoodBuilds"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildOfAKilledDaemon_IsInterruptedAndItsLogSaysSo()
    {
        using var site = new BuildSite();
        site.Stream("users/slow", "base", ("scripts/10-wait", "#!/bin/sh\necho begun\nsleep 600\n"));
        var logs = $"-buildLogDir={Path.Combine(site.Root, "build-logs")}";
        await using var first = await site.StartDaemonAsync(logs);
        using var tool = first.StartTool("build-image", "users/slow");
        await first.WaitForStatusAsync(page => page.Contains("users/slow", StringComparison.Ordinal)
            && page.Contains("live log", StringComparison.Ordinal));
        await WaitForLogAsync(first, "begun");
        first.Kill();
        await tool.WaitAsync();

        await using var daemon = await site.StartDaemonAsync(logs);
        var build = Assert.Single(await BuildsAsync(daemon, "?stream=users/slow"));
        Assert.Equal("interrupted", Field(build, "result"));
        var log = await daemon.PageAsync(Field(build, "log"));
        Assert.Contains("begun\n", log, StringComparison.Ordinal);
        Assert.EndsWith("[interrupted: the daemon ended before the build did]\n", log, StringComparison.Ordinal);
    }

    private static async Task WaitForLogAsync(SiteDaemon daemon, string text)
    {
        using var http = new HttpClient();
        var address = new Uri($"http://127.0.0.1:{daemon.Port}/showCurrentBuildLog?users/slow");
        using var log = new StreamReader(await http.GetStreamAsync(address, TestContext.Current.CancellationToken));
        while (await log.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line == text)
            {
                return;
            }
        }

        Assert.Fail($"the build ended without saying {text}");
    }

    private static async Task<JsonElement[]> BuildsAsync(SiteDaemon daemon, string query) =>
        [.. JsonDocument.Parse(await daemon.PageAsync("/api/v1/builds" + query)).RootElement.GetProperty("builds").EnumerateArray()];

    private static string Field(JsonElement build, string name) => build.GetProperty(name).GetString()!;
}
