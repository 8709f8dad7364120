using System.Net;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Schedule;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.History.Records;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Host.Tests.Web;

public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllPages => new(
        "/",
        "/showImageStreams",
        "/showImageStream?base/debian",
        "/showLastBuildLog?base/debian",
        "/showBuildLogArchive",
        "/showAllBuilds",
        "/showGoodBuilds",
        "/showErrorBuilds",
        "/showBuildLog?base/debian/2026-11-24:12:00:00",
        "/showStreamAllBuilds?base/debian",
        "/showStreamGoodBuilds?base/debian",
        "/showStreamErrorBuilds?base/debian",
        "/showRequestorAllBuilds?alice",
        "/showRequestorGoodBuilds?alice",
        "/showRequestorErrorBuilds?alice",
        "/failing",
        "/listImages",
        "/listDirectories",
        "/showDirectedGraph",
        "/showDirectedGraph.dot",
        "/dashboards",
        "/dashboards?range=quarter",
        "/notifications",
        "/audit",
        "/showPlugins",
        "/showDaemonLog",
        "/api/v1/reference",
        "/data/trend?range=day",
        "/data/graph",
        "/data/durations?base/debian",
        "/data/image-sizes?base/debian");

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task EveryAddress_AnswersWithSafeHeaders(string address)
    {
        await using var site = await WebSite.StartAsync("base/debian");
        await site.BuildAsync("base/debian");

        using var response = await site.Client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

        using var head = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Token);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(response.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));

        using var post = await site.Client.PostAsync(address, new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Plugins_ShowsWhichVersionCannotBeLoaded()
    {
        await using var site = await WebSite.StartAsync("base/debian");
        Assert.Contains(
            "Cannot load plugin Broken 0.9.0 in <code>/usr/lib/imaginator/plugins/Broken</code>: no &lt;assembly&gt;",
            await site.Client.GetStringAsync("/showPlugins", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ShowsWorkers_IfConfigured()
    {
        await using var site = await WebSite.StartAsync("base/debian");
        Assert.DoesNotContain("Workers", await site.Client.GetStringAsync("/", Token), StringComparison.Ordinal);

        site.Workers.Current =
        [
            new WorkerSnapshot(new WorkerDefinition("one", "build1.example", 6975, 4), WorkerHealth.Healthy, null, 3),
            new WorkerSnapshot(new WorkerDefinition("two", "build2.example", 6975, 2), WorkerHealth.Lost, "no <route>", 0),
        ];

        var page = await site.Client.GetStringAsync("/", Token);
        Assert.Contains("2, 1 lost", page, StringComparison.Ordinal);
        Assert.Contains("build1.example:6975", page, StringComparison.Ordinal);
        Assert.Contains("3 of 4", page, StringComparison.Ordinal);
        Assert.Contains("lost</span> no &lt;route&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/showImageStream?unknown/stream")]
    [InlineData("/showCurrentBuildLog?base/debian")]
    [InlineData("/showLastBuildLog?base/debian")]
    [InlineData("/showBuildLog?base/debian/1")]
    [InlineData("/builds/0123456789abc")]
    [InlineData("/builds/0123456789abc/log")]
    [InlineData("/builds/0123456789abc/log.txt")]
    [InlineData("/builds/0123456789abc/log/lines")]
    [InlineData("/builds/0123456789abc/log/matches?find=x")]
    [InlineData("/builds/0123456789abc/log/follow")]
    [InlineData("/showImage?base/debian/1")]
    [InlineData("/listPackages?base/debian/1")]
    [InlineData("/images/files?image=base/debian/1&path=/")]
    [InlineData("/images/file?image=base/debian/1&path=/../../etc/passwd")]
    [InlineData("/images/diff?image=base/debian/1&with=base/debian/2")]
    [InlineData("/images/history?stream=base/debian&path=/etc")]
    [InlineData("/builds/..%2f..%2fetc%2fpasswd")]
    public async Task UnknownAddress_IsNotFound(string address)
    {
        await using var site = await WebSite.StartAsync("base/debian");
        using var response = await site.Client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<h1>", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/showImageStream")]
    [InlineData("/showStreamAllBuilds")]
    [InlineData("/showRequestorErrorBuilds")]
    [InlineData("/showCurrentBuildLog")]
    [InlineData("/showImage")]
    [InlineData("/listPackages")]
    [InlineData("/data/durations")]
    public async Task MissingName_IsABadRequest(string address)
    {
        await using var site = await WebSite.StartAsync();
        using var response = await site.Client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task StatusPage_ShowsTheStateOfTheDaemon()
    {
        await using var site = await WebSite.StartAsync("base/good", "base/bad", "base/now");
        await site.BuildAsync("base/good");
        await site.BuildAsync("base/bad", error: "exit status 7");
        using var running = await StartedBuild.StartAsync(site, "base/now", "bob");
        site.Queue.DisableBuildRequests(TimeSpan.FromHours(2));
        site.DaemonLog.Add("2026-11-24 12:00:00 INF Daemon: <hello>");

        var page = await site.GetAsync("/");
        Assert.Contains("disabled until <time datetime=\"2026-11-24T14:00:00Z\">", page, StringComparison.Ordinal);
        Assert.Contains(
            "<a href=\"/showImage?base/good/2026-11-24:12:00:00\">base/<wbr>good/<wbr>2026-11-24:12:00:00</a>", page, StringComparison.Ordinal);
        Assert.Contains("exit status 7", page, StringComparison.Ordinal);
        Assert.Contains("live log", page, StringComparison.Ordinal);
        Assert.Contains("this machine", page, StringComparison.Ordinal);
        Assert.Contains(">bob</a>", page, StringComparison.Ordinal);
        Assert.Contains("INF Daemon: &lt;hello&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/showImageStreams\">3</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusPage_ShowsTheLastScrubOfTheStore()
    {
        await using var site = await WebSite.StartAsync("base/debian");
        Assert.DoesNotContain("objects of the store", await site.GetAsync("/"), StringComparison.Ordinal);
        site.Images.Scrub = new StoreScrubReport(10, 4096, 2) { Unreadable = 1 };

        // The first scrub begins an hour after the start.
        await Wait.UntilAsync(() =>
        {
            site.Time.Advance(TimeSpan.FromMinutes(30));
            return site.Get<StoreScrubbing>().Last is not null;
        });

        var page = await site.GetAsync("/");
        Assert.Contains("Damaged, unreadable objects of the store</div><div class=\"value\">2, 1</div>", page, StringComparison.Ordinal);
        Assert.Contains("4 KiB read, ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenConfiguration_IsShownOnPages()
    {
        await using var site = await WebSite.StartAsync("base/debian");
        site.Files.Write("streams.json", """{"Streams": {"base/<b>": {}, "base/<b>": {}}}""");
        await site.Configuration.RereadImageStreamsAsync(Token);

        foreach (var page in new[] { await site.GetAsync("/"), await site.GetAsync("/showImageStreams") })
        {
            Assert.Contains("is unusable; the previous version stays active", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AutomaticRebuilds_AreShownWithTheirErrors()
    {
        await using var site = await WebSite.StartAsync("base/a", "base/<b>");
        Assert.Contains("Automatic rebuilds:", await site.GetAsync("/"), StringComparison.Ordinal);
        site.Rebuilds.Status = new RebuildStatus(
            site.Time.GetUtcNow().AddMinutes(50),
            new RebuildCycleSnapshot(site.Time.GetUtcNow().AddMinutes(-10), site.Time.GetUtcNow(),
            [
                new StreamRebuild("base/a", StreamRebuildState.Rebuilt, "base/a/1"),
                new StreamRebuild("base/<b>", StreamRebuildState.Failed, Error: "no <disk>"),
            ]));
        var page = await site.GetAsync("/");
        Assert.Contains("1 rebuilt, 0 extended, 1 failed, 0 pending", page, StringComparison.Ordinal);
        Assert.Contains("base/<wbr>&lt;b&gt;</a>: no &lt;disk&gt;", page, StringComparison.Ordinal);
        Assert.Contains("The next cycle starts <time datetime=\"2026-11-24T12:50:00Z\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"onmouseover='alert(1)' x=\"")]
    [InlineData("a&amp;b=c#d?e%41+f g")]
    [InlineData("javascript:alert(1)")]
    [InlineData("f\u00fcr/\u6f22\u5b57/\U0001f600/\u202egnp")]
    public async Task HostileNames_NeverBreakOut(string name)
    {
        await using var site = await WebSite.StartAsync("base/debian");
        var build = Records.At(1, name, requestor: name) with
        {
            ImageName = name,
            Worker = name,
            Stages = [new StageRecord("scripts", Records.Start) { Detail = name }],
            Inputs = new BuildInputs { ManifestUrl = name, Branch = name, CommitId = name, VariableNames = [name] },
        };
        site.History.Save(build);
        site.History.Save(Records.At(2, name, RecordedResult.Failed, name) with { Error = name + " failed" });
        var escaped = Uri.EscapeDataString(name);
        string[] addresses =
        [
            "/", "/showAllBuilds", "/showErrorBuilds", "/showImageStream?" + escaped, "/showStreamAllBuilds?" + escaped,
            "/showRequestorAllBuilds?" + escaped, "/builds/" + build.Id,
        ];
        foreach (var address in addresses)
        {
            var page = await site.GetAsync(address);
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\"onmouseover='", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript:", page, StringComparison.Ordinal);

            // The page's links lead back to the same name. The status page has only streams of the configuration.
            if (address != "/")
            {
                Assert.Contains(name, Links(page).SelectMany(Names));
            }
        }
    }

    [Fact]
    public async Task VeryLongNames_AreShown()
    {
        await using var site = await WebSite.StartAsync();
        var name = string.Join('/', Enumerable.Repeat(new string('x', 100), 10));
        site.History.Save(Records.At(1, name));
        Assert.Contains(name, await site.GetAsync("/showStreamAllBuilds?" + name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongLists_ContinueOnTheNextPage()
    {
        await using var site = await WebSite.StartAsync();
        for (var i = 0; i < 250; i++)
        {
            site.History.Save(Records.At(i, "a&b"));
        }

        var seen = new HashSet<string>();
        var address = "/showStreamGoodBuilds?a%26b";
        while (address is not null)
        {
            var page = await site.GetAsync(address);
            seen.UnionWith(Links(page).Where(link => link.StartsWith("/builds/", StringComparison.Ordinal)));
            address = Links(page, ">older<").FirstOrDefault();
        }

        Assert.Equal(250, seen.Count);
    }

    [Fact]
    public async Task StreamPage_ShowsTheManifestAsConfiguredAndMasksSecrets()
    {
        var files = new ConfigurationSite();
        files.WriteVariables("PASSWORD=s3cr3t-value\n");
        files.Write("streams.json", """
            {"Streams": {"base/x": {"ManifestUrl": "dir:///$PASSWORD/x", "Variables": {"A": "s3cr3t-value"}, "BuilderUsers": ["ann"]}}}
            """);
        await using var site = await WebSite.StartAsync(files);
        var page = await site.GetAsync("/showImageStream?base/x");
        Assert.Contains("dir:///$PASSWORD/x", page, StringComparison.Ordinal);
        Assert.Contains("ann", page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-value", page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-value", await site.GetAsync("/api/v1/streams/base/x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HistoryThatCannotBeRead_IsExplainedWithoutDetails()
    {
        await using var site = await WebSite.StartAsync();
        site.Get<BuildHistory>().Dispose();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(site.Files.PathOf("x"))!, "history.sqlite*"))
        {
            File.Delete(file);
        }

        Directory.CreateDirectory(site.Files.PathOf("history.sqlite"));
        using var response = await site.Client.GetAsync("/showAllBuilds", Token);
        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Cannot read the build history", page, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_CanBeCached()
    {
        await using var site = await WebSite.StartAsync();
        var address = Links(await site.GetAsync("/"), "stylesheet").Single();
        using var response = await site.Client.GetAsync(address, Token);
        Assert.Equal("text/css", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.CacheControl!.NoStore);
    }

    private static IEnumerable<string> Names(string link) =>
        link.Split('?', 2) is [_, var query] ? [Uri.UnescapeDataString(query)] : [];

    private static IEnumerable<string> Links(string page, string with = "") => page.Split('<')
        .Where(tag => (tag + "<").Contains(with, StringComparison.Ordinal) && tag.Contains("href=\"", StringComparison.Ordinal))
        .Select(tag => WebUtility.HtmlDecode(tag.Split("href=\"")[1].Split('"')[0]));
}
