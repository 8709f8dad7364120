using System.Text.RegularExpressions;
using Imaginator.Building.Builds;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.History.Records;
using Imaginator.Host.Tests.Rpc;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class BuildPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailedBuild_ShowsItsCauseFirst()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", string.Concat(Enumerable.Range(1, 50).Select(i => $"line {i}\n")), error: "exit status 7");
        await Wait.UntilAsync(() => site.Get<BuildLogs>().FindLive(id) is null);

        var page = await site.GetAsync($"/builds/{id}");

        Assert.Contains("<strong>Failed in the stage scripts: </strong>", page, StringComparison.Ordinal);
        Assert.Contains("exit status 7", page, StringComparison.Ordinal);
        Assert.Contains("<span>line 50</span>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<span>line 30</span>", page, StringComparison.Ordinal);
        Assert.Contains("<li class=\"failed\" data-stage=\"scripts\" data-state=\"failed\">", page, StringComparison.Ordinal);
        InOrder(page, "id=\"cause\"", "id=\"log-end\"", "id=\"stages\"", "id=\"inputs\"");
    }

    [Fact]
    public async Task GoodBuild_ShowsImageStagesAndUser()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var id = await site.BuildAsync("base/x", user: "ann");

        var page = await site.GetAsync($"/builds/{id}");

        Assert.Contains("data-result=\"succeeded\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/showImage?base/x/2026-11-24:12:00:00\">", page, StringComparison.Ordinal);
        Assert.Contains("<li class=\"succeeded\" data-stage=\"scripts\" data-state=\"succeeded\">", page, StringComparison.Ordinal);
        Assert.Contains("3.0 s", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/showRequestorAllBuilds?ann\">ann</a>", page, StringComparison.Ordinal);
        Assert.Contains("dir:///manifests/base/x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"cause\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"log-end\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunningBuild_ShowsItsStage_AndWhoJoined()
    {
        await using var site = await WebSite.StartAsync("base/x");
        using var build = await StartedBuild.StartAsync(site, "base/x", "ann");
        build.Enter(BuildStage.Packages);
        using var joined = site.Submit("base/x", "bob");
        await Wait.UntilAsync(() => site.Get<BuildLookup>().Find(build.Id) is { Joined.Count: 1 });

        var page = await site.GetAsync($"/builds/{build.Id}");

        Assert.Contains("<li class=\"running\" data-stage=\"packages\" data-state=\"running\">", page, StringComparison.Ordinal);
        Assert.Contains(" so far", page, StringComparison.Ordinal);
        Assert.Contains(">ann</a>", page, StringComparison.Ordinal);
        Assert.Contains(">bob</a>", page, StringComparison.Ordinal);
        Assert.Contains("action=\"/actions/CancelBuild\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"retry\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueuedBuild_ShowsItsPosition()
    {
        string[] streams = [.. Enumerable.Range(0, 10).Select(i => $"base/{i}")];
        await using var site = await WebSite.StartAsync(streams);
        var running = new List<StartedBuild>();
        foreach (var stream in streams[..8])
        {
            running.Add(await StartedBuild.StartAsync(site, stream));
        }

        using var first = site.Submit(streams[8]);
        using var second = site.Submit(streams[9]);
        await Wait.UntilAsync(() => site.Get<BuildLookup>().Find(second.Id) is not null);

        Assert.Contains(
            "<span id=\"position\">position 2 in the queue</span>", await site.GetAsync($"/builds/{second.Id}"), StringComparison.Ordinal);
        InOrder(await site.GetAsync("/"), "Queued builds", $"<tr data-build=\"{first.Id}\">", $"<tr data-build=\"{second.Id}\">");
        running.ForEach(build => build.Dispose());
        site.Runner.Release(streams[8]);
        site.Runner.Release(streams[9]);
    }

    [Fact]
    public async Task Stages_AreDrawnInProportion()
    {
        await using var site = await WebSite.StartAsync("base/x");
        var build = Records.At(1, "base/x", RecordedResult.Failed) with
        {
            Stages =
            [
                new StageRecord("unpack", Records.Start) { Elapsed = TimeSpan.FromSeconds(25) },
                new StageRecord("unpack", Records.Start.AddSeconds(25)) { Elapsed = TimeSpan.FromSeconds(25) },
                new StageRecord("scripts", Records.Start.AddSeconds(21)),
            ],
            FinishedAt = Records.Start.AddSeconds(71),
        };
        site.History.Save(build);

        var page = await site.GetAsync($"/builds/{build.Id}");

        Assert.Equal(
            ["succeeded 0 250", "succeeded 250 250", "failed 500 500"],
            Regex.Matches(page, "<rect class=\"(\\w+)\" x=\"(\\d+)\" y=\"0\" width=\"(\\d+)\"")
                .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}"));
        Assert.Contains("<span>unpack</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buttons_AreForThoseWhoMayUseThem()
    {
        using var certificates = new CertificateSite();
        var files = new ConfigurationSite();
        files.Write("streams.json", """
            {"Streams": {"base/x": {"ManifestUrl": "dir:///a", "BuilderUsers": ["ann"]}, "base/y": {"ManifestUrl": "dir:///a"}}}
            """);
        await using var site = await WebSite.StartAsync(files, certificates.Flags);
        var ended = await site.BuildAsync("base/x");
        using var running = await StartedBuild.StartAsync(site, "base/y", "ann");
        using var ann = site.CreateClient(Uri.UriSchemeHttps, certificates.Identity.IssueClient("ann"));
        using var bob = site.CreateClient(Uri.UriSchemeHttps, certificates.Identity.IssueClient("bob"));

        Assert.Contains("id=\"retry\"", await ann.GetStringAsync($"/builds/{ended}", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"retry\"", await bob.GetStringAsync($"/builds/{ended}", Token), StringComparison.Ordinal);
        Assert.Contains("id=\"build\"", await ann.GetStringAsync("/showImageStream?base/x", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"build\"", await ann.GetStringAsync("/showImageStream?base/y", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"build\"", await bob.GetStringAsync("/showImageStream?base/x", Token), StringComparison.Ordinal);
        Assert.Contains("/actions/CancelBuild", await ann.GetStringAsync($"/builds/{running.Id}", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("/actions/CancelBuild", await bob.GetStringAsync($"/builds/{running.Id}", Token), StringComparison.Ordinal);
    }

    private static void InOrder(string page, params string[] parts)
    {
        var position = 0;
        foreach (var part in parts)
        {
            var next = page.IndexOf(part, position, StringComparison.Ordinal);
            Assert.True(next >= 0, $"{part} is missing, or too early");
            position = next;
        }
    }
}
